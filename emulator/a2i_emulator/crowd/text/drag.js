/** Dragging things to places with mouse, pen or finger. */

const LEAST_WAY = 5;

/**
 * A reactive controller. In the host's shadow root, what has the attribute `data-drag` is dragged
 * onto what has `data-drop`; an accepting place has the class `over` meanwhile. Escape gives up. A
 * press without a way is a click, as ever.
 */
export class Drag {
  #host;
  #dropped;
  /** @type {{element: HTMLElement, x: number, y: number, isUnderWay: boolean, place: Element | null} | null} */
  #current = null;

  /**
   * @param {import('lit').LitElement} host
   * @param {(from: HTMLElement, to: HTMLElement) => void} dropped
   */
  constructor(host, dropped) {
    this.#host = host;
    this.#dropped = dropped;
    host.addController(this);
  }

  hostConnected() {
    window.addEventListener('pointermove', this.#move);
    window.addEventListener('pointerup', this.#end);
    window.addEventListener('pointercancel', this.#giveUp);
    window.addEventListener('keydown', this.#onKey, {capture: true});
  }

  hostDisconnected() {
    this.#giveUp();
    window.removeEventListener('pointermove', this.#move);
    window.removeEventListener('pointerup', this.#end);
    window.removeEventListener('pointercancel', this.#giveUp);
    window.removeEventListener('keydown', this.#onKey, {capture: true});
  }

  /** A listener for `pointerdown` on what can be dragged. */
  start = (event) => {
    if (event.button !== 0 || this.#host.isLocked) return;
    const element = event.currentTarget;
    this.#current = {element, x: event.clientX, y: event.clientY, isUnderWay: false, place: null};
  };

  #move = (event) => {
    const {element, x, y, isUnderWay} = this.#current ?? {};
    if (!element) return;
    const [right, down] = [event.clientX - x, event.clientY - y];
    if (!isUnderWay && Math.hypot(right, down) < LEAST_WAY) return;
    this.#current.isUnderWay = true;
    element.classList.add('dragged');
    element.style.transform = `translate(${right}px, ${down}px)`;
    this.#mark(this.#placeAt(event));
  };

  #placeAt({clientX, clientY}) {
    const found = this.#host.renderRoot.elementFromPoint(clientX, clientY)?.closest('[data-drop]');
    return found && this.#fits(found) ? found : null;
  }

  /** Things of one group go to places of that group. */
  #fits(place) {
    return place.dataset.group === this.#current.element.dataset.group;
  }

  #mark(place) {
    this.#current.place?.classList.remove('over');
    this.#current.place = place;
    place?.classList.add('over');
  }

  #end = () => {
    const {element, isUnderWay, place} = this.#current ?? {};
    if (!element) return;
    this.#giveUp();
    if (!isUnderWay) return;
    // The click that follows is none.
    const stop = (event) => event.stopImmediatePropagation();
    window.addEventListener('click', stop, {capture: true, once: true});
    setTimeout(() => window.removeEventListener('click', stop, {capture: true}));
    if (place) this.#dropped(element, place);
  };

  #giveUp = () => {
    if (!this.#current) return;
    const {element} = this.#current;
    this.#mark(null);
    element.classList.remove('dragged');
    element.style.transform = '';
    this.#current = null;
  };

  #onKey = (event) => {
    if (event.key !== 'Escape' || !this.#current?.isUnderWay) return;
    event.preventDefault();
    event.stopPropagation();
    this.#giveUp();
  };
}
