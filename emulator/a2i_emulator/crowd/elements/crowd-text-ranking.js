/** `<crowd-text-ranking>`: responses to a text, ranked in one or several respects. */
import {html, nothing} from '../vendor/lit.js';
import {attributes, state} from '../base/element.js';
import {asList, json} from '../base/json-attribute.js';
import {anything, list, record, whole} from '../base/shape.js';
import {Drag} from '../text/drag.js';
import {ranked, ranksOf, tieIn} from '../text/ranks.js';
import {TextTool} from '../text/text-tool.js';
import {rankingStyles} from './crowd-text-ranking.css.js';

/**
 * Answers `ordinalRankingDimensions`, not under its name but beside the other inputs' keys: that
 * is where a notebook of AWS reads it. `responseRankings` has one rank for each response; while
 * the worker is not done, null for those without one.
 *
 * A response is dragged to its rank, or picked by a click and put by another; arrows and digits
 * move the one with the focus.
 */
class CrowdTextRanking extends TextTool {
  static properties = attributes({responses: json, ordinalRankingDimensions: json, picked: state});

  #focused;
  #drag = new Drag(this, (from, to) => {
    this.#rank(Number(from.dataset.group), Number(from.dataset.drag), rankIn(to));
  });

  get answerName() {
    return 'ordinalRankingDimensions';
  }

  get sources() {
    return [this.responses, this.ordinalRankingDimensions];
  }

  get #responses() {
    return asList(this.responses).map(String);
  }

  get #dimensions() {
    const given = asList(this.ordinalRankingDimensions).filter((one) => one !== null && one !== undefined);
    return given.map((one) => ({allowTie: one.allowTie === true, name: String(one.name ?? one)}));
  }

  presetAnswer() {
    const responseRankings = this.#responses.map(() => null);
    return this.#dimensions.map((dimension) => ({...dimension, responseRankings}));
  }

  /** The ranks in one respect, as far as they are some. */
  #ranks(at) {
    return ranksOf(asList(this.value)[at]?.responseRankings, this.#responses.length);
  }

  wrongIn(value) {
    const count = this.#responses.length;
    const rank = (one, path) => (one === null ? '' : whole(1, count)(one, path));
    const dimension = record({name: anything, responseRankings: list(rank, count, count)});
    const many = this.#dimensions.length;
    const wrong = list(dimension, many, many)(value, '');
    const tied = wrong ? -1 : this.#dimensions.findIndex((one, at) => !one.allowTie && tieIn(value[at].responseRankings));
    if (tied < 0) return wrong;
    return `[${tied}].responseRankings has the rank ${tieIn(value[tied].responseRankings)} twice, and ties are not allowed.`;
  }

  problem() {
    const open = this.#dimensions.filter((_, at) => this.#ranks(at).includes(null));
    const names = open.map(({name}) => `“${name}”`).join(', ');
    return super.problem() || (names && `Rank every response for ${names}.`);
  }

  focus() {
    if (this.focusJson()) return;
    const open = this.#dimensions.findIndex((_, at) => this.#ranks(at).includes(null));
    const index = this.#ranks(Math.max(open, 0)).indexOf(null);
    this.#focusChip(Math.max(open, 0), Math.max(index, 0));
  }

  /** A response keeps the focus wherever it goes, by undo as well. */
  willUpdate() {
    const chip = this.renderRoot?.activeElement?.closest('.chip');
    this.#focused = chip && {...chip.dataset};
  }

  updated() {
    if (this.#focused && !this.renderRoot.activeElement) {
      this.#focusChip(this.#focused.group, this.#focused.drag);
    }
  }

  #focusChip(at, index) {
    this.renderRoot.querySelector(`[data-group="${at}"][data-drag="${index}"]`)?.focus();
  }

  async #rank(at, index, rank) {
    if (this.isLocked) return;
    const {allowTie, name} = this.#dimensions[at];
    const former = this.#ranks(at);
    const responseRankings = ranked(former, index, rank, allowTie);
    const dimensions = this.#dimensions.map((dimension, one) => ({
      ...dimension,
      ...asList(this.value)[one],
      responseRankings: one === at ? responseRankings : this.#ranks(one),
    }));
    this.picked = undefined;
    const place = rank === null ? 'not ranked' : `rank ${rank} of ${responseRankings.length}`;
    this.say(`${name}: response ${letter(index)}, ${place}.`);
    if (responseRankings.some((one, which) => one !== former[which])) this.change(dimensions);
    await this.updateComplete;
    this.#focusChip(at, index);
  }

  #pick(at, index) {
    const isPicked = this.picked?.at === at && this.picked.index === index;
    this.picked = isPicked ? undefined : {at, index};
    if (!isPicked) this.say(`Response ${letter(index)} is picked: choose its rank.`);
  }

  #put(at, rank) {
    if (this.picked?.at === at) this.#rank(at, this.picked.index, rank);
  }

  #onKey(event, at, index) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const count = this.#responses.length;
    const {key} = event;
    const rank = this.#ranks(at)[index];
    const wanted = {
      ArrowUp: Math.max((rank ?? count + 1) - 1, 1),
      ArrowDown: Math.min((rank ?? 0) + 1, count),
      Delete: null,
      Backspace: null,
    };
    const isDigit = /^[1-9]$/.test(key) && Number(key) <= count;
    if (!isDigit && !Object.hasOwn(wanted, key)) return;
    event.preventDefault();
    this.#rank(at, index, isDigit ? Number(key) : wanted[key]);
  }

  renderTask() {
    const responses = this.#responses;
    return html`<div class="task">
      <div class="material" tabindex="0" role="region" aria-label="Text">
        ${this.text ? html`<div class="passage" dir="auto">${this.text}</div>` : nothing}
        ${responses.map((response, index) => renderResponse(response, index))}
      </div>
      <div class="side">
        ${this.renderStatus()} ${this.#dimensions.map((dimension, at) => this.#renderDimension(dimension, at))}
        ${this.renderTravel()} ${HINT} ${this.renderJson()}
      </div>
    </div>`;
  }

  #renderDimension({name, allowTie}, at) {
    const ranks = this.#ranks(at);
    const places = Array.from({length: ranks.length}, (_, index) => index + 1);
    const open = ranks.includes(null) ? this.#renderPlace(at, null, ranks) : nothing;
    return html`<section class="dimension" role="group" aria-labelledby="dimension-${at}">
      <h3 id="dimension-${at}" dir="auto">${name}</h3>
      <p class="ties">${allowTie ? 'Responses may share a rank.' : 'Each rank is given once.'}</p>
      ${open} ${places.map((rank) => this.#renderPlace(at, rank, ranks))}
    </section>`;
  }

  #renderPlace(at, rank, ranks) {
    const here = ranks.flatMap((one, index) => (one === rank ? [index] : []));
    const isOpen = this.picked?.at === at && !this.isLocked;
    const name = rank === null ? 'Not ranked yet' : `Rank ${rank}`;
    return html`<div
      class="place ${rank === null ? 'open' : ''} ${isOpen ? 'ready' : ''}"
      data-drop=${rank ?? ''}
      data-group=${at}
      @click=${() => this.#put(at, rank)}
    >
      <button class="rank" type="button" aria-label=${name} ?disabled=${!isOpen}>${rank ?? name}</button>
      <div class="chips">${here.map((index) => this.#renderChip(at, index, rank, ranks.length))}</div>
    </div>`;
  }

  #renderChip(at, index, rank, count) {
    const isPicked = this.picked?.at === at && this.picked.index === index;
    const place = rank === null ? 'not ranked' : `rank ${rank} of ${count}`;
    return html`<button
      class="chip"
      type="button"
      data-drag=${index}
      data-group=${at}
      aria-label="Response ${letter(index)}, ${place}"
      aria-pressed=${isPicked ? 'true' : 'false'}
      aria-keyshortcuts="ArrowUp ArrowDown Delete"
      ?disabled=${this.isLocked}
      @pointerdown=${this.#drag.start}
      @keydown=${(event) => this.#onKey(event, at, index)}
      @click=${(event) => {
        event.stopPropagation();
        this.#pick(at, index);
      }}
    >
      <b>${letter(index)}</b><bdi>${this.#responses[index]}</bdi>
    </button>`;
  }

  static styles = [super.styles, rankingStyles];
}

const HINT = html`<p class="hint">
  Drag each response to its rank, or press the response and then the rank. With the keyboard:
  arrows up and down move a response, a digit gives it that rank, Delete takes it back.
</p>`;

function renderResponse(response, index) {
  return html`<div class="response"><b>${letter(index)}</b>
    <div dir="auto">${response}</div>
  </div>`;
}

/** @returns {string} what a response is called: A to Z, then A1 and so on. */
function letter(index) {
  return String.fromCharCode(65 + (index % 26)) + (index < 26 ? '' : Math.floor(index / 26));
}

function rankIn({dataset: {drop}}) {
  return drop === '' ? null : Number(drop);
}

customElements.define('crowd-text-ranking', CrowdTextRanking);
