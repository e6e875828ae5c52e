/** A modal dialog inside an element's own shadow root. */
import {css, html} from '../vendor/lit.js';
import {glyph} from './glyphs.js';

/**
 * @param {object} parts
 * @param {string} parts.title
 * @param {unknown} parts.body
 * @returns {unknown} a template; open it with `openDialog`.
 */
export function dialog({title, body}) {
  return html`
    <dialog class="awsui-modal-dialog" closedby="any" aria-labelledby="dialog-title">
      <div class="dialog-head">
        <h2 id="dialog-title">${title}</h2>
        <button class="dialog-close" type="button" aria-label="Close" @click=${close}>
          ${glyph('close')}
        </button>
      </div>
      <div class="dialog-body" tabindex="0" role="region" aria-labelledby="dialog-title">
        ${body}
      </div>
    </dialog>
  `;
}

/** @param {import('./element.js').CrowdElement} element opens the dialog in its shadow root. */
export function openDialog(element) {
  const found = element.renderRoot.querySelector('dialog');
  if (found && !found.open && element.isConnected) found.showModal();
}

/** @param {import('./element.js').CrowdElement} element closes the dialog in its shadow root. */
export function closeDialog(element) {
  element.renderRoot?.querySelector('dialog')?.close();
}

function close(event) {
  event.currentTarget.closest('dialog').close();
}

export const dialogStyles = css`
  dialog {
    width: calc(100% - 32px);
    max-width: 640px;
    max-height: min(80vh, 900px);
    padding: 0;
    border: 1px solid var(--crowd-line);
    border-radius: var(--crowd-radius);
    background: var(--crowd-surface-raised);
    color: var(--crowd-text);
    box-shadow: var(--crowd-shadow-strong);
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(10 15 25 / 55%);
  }
  .dialog-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    padding: 12px 12px 12px 20px;
    border-bottom: 1px solid var(--crowd-line);
  }
  .dialog-head h2 {
    margin: 0;
    font-size: 1.125rem;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .dialog-close {
    display: inline-flex;
    padding: 8px;
    border: 0;
    border-radius: var(--crowd-radius-small);
    background: none;
    color: var(--crowd-text-muted);
    cursor: pointer;
  }
  .dialog-close:hover {
    background: var(--crowd-surface-hover);
    color: var(--crowd-text);
  }
  .dialog-body {
    padding: 16px 20px 20px;
    overflow: auto;
  }
`;
