/** `<crowd-entity-annotation>`: labelled parts of a text. It brings its own form. */
import {css, html} from '../vendor/lit.js';
import {attributes, text} from '../base/element.js';
import {asList} from '../base/json-attribute.js';
import {JsonWidget} from '../base/json-widget.js';
import './crowd-form.js';

/**
 * Answers `{entities: [{endOffset, label, startOffset}]}`; offsets count Unicode characters, and
 * the end is the first one after the entity. There is no crowd-form around this element: it has
 * one inside, with its own Submit button, which collects what stands in the element as well.
 */
class CrowdEntityAnnotation extends JsonWidget {
  static properties = attributes({text});

  preset() {
    return {entities: structuredClone(asList(this.initialValue))};
  }

  renderMaterial() {
    return html`<div class="passage" dir="auto" tabindex="0" role="region" aria-label="Text">${this.#pieces()}</div>`;
  }

  /** The text, with the entities marked as far as they do not overlap. */
  #pieces() {
    const characters = [...(this.text ?? '')];
    const slice = (start, end) => characters.slice(start, end).join('');
    const pieces = [];
    let position = 0;
    for (const entity of this.#marks(characters.length)) {
      if (entity.startOffset < position) continue;
      pieces.push(slice(position, entity.startOffset));
      pieces.push(this.#mark(entity, slice(entity.startOffset, entity.endOffset)));
      position = entity.endOffset;
    }
    return [...pieces, slice(position)];
  }

  #marks(length) {
    const isMark = (entity) =>
      Number.isInteger(entity?.startOffset) &&
      Number.isInteger(entity.endOffset) &&
      entity.startOffset >= 0 &&
      entity.startOffset < entity.endOffset &&
      entity.endOffset <= length;
    const marks = asList(this.value?.entities).filter(isMark);
    return marks.sort((one, other) => one.startOffset - other.startOffset);
  }

  #mark({label}, words) {
    return html`<mark style="--mark: ${this.colourOf(label)}">${words}<small>${this.#shortName(label)}</small></mark>`;
  }

  #shortName(label) {
    const found = asList(this.labels).find((entry) => entry?.label === label);
    return String(found?.shortDisplayName ?? label ?? '');
  }

  render() {
    if (this.closest('crowd-form')) return super.render();
    return html`<crowd-form .owner=${this}>${super.render()}</crowd-form>`;
  }

  static styles = [
    super.styles,
    css`
      mark {
        padding: 1px 3px;
        border-bottom: 3px solid var(--mark);
        border-radius: 3px;
        background: color-mix(in srgb, var(--mark) 20%, transparent);
        color: inherit;
      }
      mark small {
        margin-left: 4px;
        font-weight: 600;
      }
    `,
  ];
}

customElements.define('crowd-entity-annotation', CrowdEntityAnnotation);
