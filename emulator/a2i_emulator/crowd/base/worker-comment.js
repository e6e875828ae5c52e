/** The `worker-comment` region: a link that opens a text box for the worker's remark. */
import {css, html} from '../vendor/lit.js';

/** A reactive controller; the host lists `worker-comment` in its `static regions`. */
export class WorkerComment {
  /** What the worker wrote; '' when there is nothing. */
  value = '';
  #host;
  #isOpen = false;

  /** @param {import('./widget.js').CrowdWidget} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {}

  /** @param {unknown} value a restored comment, untrusted. */
  restore(value) {
    this.value = typeof value === 'string' ? value : '';
    this.#isOpen = this.value !== '';
    this.#host.requestUpdate();
  }

  /** @returns {unknown} the template, with the region's own content; '' without the region. */
  render() {
    const region = this.#host.region('worker-comment');
    if (!region) return '';
    const title = region.getAttribute('header') || 'Add a comment';
    const body = this.#isOpen
      ? this.#box(title, region.getAttribute('placeholder') ?? '')
      : this.#link(region.getAttribute('link-text') || 'Add a comment');
    return html`<div class="worker-comment">
      <slot name="worker-comment"></slot>
      ${body}
    </div>`;
  }

  #link(label) {
    return html`<button class="link" type="button" @click=${() => this.#open()}>${label}</button>`;
  }

  #box(title, placeholder) {
    return html`<label>
      <span>${title}</span>
      <textarea rows="3" placeholder=${placeholder} .value=${this.value} @input=${this.#typed}></textarea>
    </label>`;
  }

  #typed = (event) => {
    event.stopPropagation();
    this.value = event.target.value;
    this.#host.changed();
  };

  async #open() {
    this.#isOpen = true;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector('.worker-comment textarea')?.focus();
  }
}

export const workerCommentStyles = css`
  .worker-comment {
    margin-top: 16px;
  }
  .worker-comment label span {
    display: block;
    margin-bottom: 4px;
    font-weight: 600;
  }
  .worker-comment textarea {
    width: 100%;
    padding: 8px 12px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface);
    color: inherit;
    font: inherit;
    resize: vertical;
  }
`;
