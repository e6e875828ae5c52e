/** One question with its answer and tags. */
import {css, html, live, nothing} from '../vendor/lit.js';
import {glyph} from '../base/glyphs.js';
import {wordsIn, wrongCount} from './words.js';

/** @typedef {{question: string, answer: string, tags: string[]}} Pair */

/**
 * @param {object} parts
 * @param {Pair} parts.pair
 * @param {number} parts.index
 * @param {Record<'question' | 'answer', import('./words.js').Bounds>} parts.bounds
 * @param {string[]} parts.tags that can be given.
 * @param {boolean} parts.allowsOwn whether the worker may add tags.
 * @param {boolean} parts.isLocked
 * @param {boolean} parts.canRemove
 * @param {boolean} parts.hasTried whether the worker has tried to submit.
 * @param {(change: Partial<Pair>, field?: string) => void} parts.onChange
 * @param {() => void} parts.onRemove
 * @returns {unknown} a template.
 */
export function pairCard(parts) {
  const {index, isLocked, canRemove, onRemove} = parts;
  return html`<li>
    <div class="card" role="group" aria-label="Question ${index + 1}">
    <div class="card-head">
      <h3>${index + 1}</h3>
      <button
        class="button icon"
        type="button"
        aria-label="Remove question ${index + 1}"
        title="Remove"
        ?disabled=${isLocked || !canRemove}
        @click=${onRemove}
      >
        ${glyph('close', 18)}
      </button>
    </div>
    ${renderText(parts, 'question', 'Question')} ${renderText(parts, 'answer', 'Answer')}
    ${renderTags(parts)}
    </div>
  </li>`;
}

function renderText({pair, index, bounds, isLocked, hasTried, onChange}, field, name) {
  const count = wordsIn(pair[field]);
  const wrong = wrongCount(count, bounds[field]);
  const isShown = wrong !== '' && (hasTried || count > bounds[field].most);
  const id = `${field}-${index}`;
  return html`<label for=${id}>${name}</label>
    <textarea
      id=${id}
      class="entry"
      dir="auto"
      rows=${field === 'question' ? 1 : 2}
      aria-describedby="${id}-count"
      aria-invalid=${isShown ? 'true' : nothing}
      ?readonly=${isLocked}
      .value=${live(pair[field])}
      @input=${(event) => {
        event.stopPropagation();
        onChange({[field]: event.target.value}, field);
      }}
      @change=${(event) => event.stopPropagation()}
    ></textarea>
    <p class="count ${isShown ? 'problem' : ''}" id="${id}-count">
      ${counted(count)}${rangeOf(bounds[field])}${isShown ? html`: this ${wrong}` : nothing}
    </p>`;
}

function counted(count) {
  return `${count} ${count === 1 ? 'word' : 'words'}`;
}

function rangeOf({least, most}) {
  if (most < Infinity) return ` (${least} to ${most})`;
  return least > 1 ? ` (${least} or more)` : '';
}

function renderTags({pair, index, tags, allowsOwn, isLocked, onChange}) {
  if (tags.length === 0 && !allowsOwn) return nothing;
  const toggle = (tag, isOn) =>
    onChange({tags: tags.filter((one) => (one === tag ? isOn : pair.tags.includes(one)))});
  const add = (event) => {
    const input = event.target.closest('.own').querySelector('input');
    const tag = input.value.trim();
    if (tag && !pair.tags.includes(tag)) onChange({tags: [...pair.tags, tag]});
    input.value = '';
    input.focus();
  };
  const own = html`<span class="own">
    <input
      aria-label="Tag of your own for question ${index + 1}"
      placeholder="Your own tag"
      ?readonly=${isLocked}
      @input=${(event) => event.stopPropagation()}
      @change=${(event) => event.stopPropagation()}
      @keydown=${(event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        add(event);
      }}
    />
    <button class="button normal" type="button" ?disabled=${isLocked} @click=${add}>Add tag</button>
  </span>`;
  return html`<fieldset class="tags" ?disabled=${isLocked}>
    <legend>Tags</legend>
    ${tags.map(
      (tag) => html`<label class="tag">
        <input
          type="checkbox"
          .checked=${live(pair.tags.includes(tag))}
          @input=${(event) => event.stopPropagation()}
          @change=${(event) => {
            event.stopPropagation();
            toggle(tag, event.target.checked);
          }}
        /><bdi>${tag}</bdi>
      </label>`,
    )}
    ${allowsOwn ? own : nothing}
  </fieldset>`;
}

export const pairStyles = css`
  .pairs {
    display: flex;
    flex-direction: column;
    gap: 12px;
    margin: 0 0 12px;
    padding: 0;
    list-style: none;
  }
  .card {
    padding: 8px 16px 16px;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
  }
  .card-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }
  h3 {
    margin: 0;
    font-size: 1rem;
  }
  .card label:not(.tag) {
    display: block;
    font-weight: 600;
  }
  .entry,
  .own input {
    width: 100%;
    padding: 7px 10px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: var(--crowd-radius-small);
    background: var(--crowd-surface);
    color: inherit;
    font: inherit;
  }
  .entry {
    display: block;
    resize: vertical;
    field-sizing: content;
  }
  .entry[aria-invalid] {
    border-color: var(--crowd-danger);
  }
  .count {
    margin: 2px 0 10px;
    color: var(--crowd-text-muted);
    font-size: 0.875rem;
  }
  .count.problem {
    color: var(--crowd-danger);
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 4px;
    font-weight: 600;
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 32px;
    padding: 2px 12px 2px 8px;
    border: 1px solid var(--crowd-line-strong);
    border-radius: 16px;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .tag:has(:checked) {
    border-color: var(--crowd-accent);
    background: var(--crowd-accent-soft);
  }
  .tag:has(:focus-visible) {
    box-shadow: var(--crowd-focus);
  }
  .tag input {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--crowd-accent);
  }
  .tag input:focus-visible {
    box-shadow: none;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 8px;
  }
  .own {
    display: inline-flex;
    gap: 6px;
    max-width: 100%;
  }
  .own input {
    min-width: 0;
    max-width: 180px;
  }
`;
