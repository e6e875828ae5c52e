/** What the worker is told of the mask that a task begins with: that it is not there, or is odd. */
import {html, nothing} from '../vendor/lit.js';
import {safeHref} from '../base/element.js';

/** For each way to fail what the worker can tell the requester. */
const WHY = {
  missing: () => 'Its file is missing, its link has expired, or its server cannot be reached.',
  forbidden: (host) =>
    `${host} shows it, but lets no page read it: its bucket needs a CORS rule with ` +
    '"AllowedOrigins": ["*"] and "AllowedMethods": ["GET"]. ' +
    'You can open it, copy it, and paste it here, or choose the file that you have saved.',
  broken: () => 'What its link leads to is no image that can be read.',
};

/**
 * Begins with an image that the worker pastes or drops, where the mask is missed.
 * @param {import('./tool.js').MaskTool} tool
 * @param {Event} event
 * @param {DataTransfer} data
 */
export function takePicture(tool, event, data) {
  const file = [...data.files].find(({type}) => type.startsWith('image/'));
  if (!file || event.defaultPrevented || tool.annotation.phase !== 'failed') return;
  event.preventDefault();
  tool.beginWith(file);
}

/** @param {import('./tool.js').MaskTool} tool @returns {unknown} a template. */
export function renderGiven(tool) {
  const {phase, given} = tool.annotation;
  if (phase === 'loading') return html`<p class="hint">The mask is loading …</p>`;
  if (phase === 'failed') return renderNoMask(tool);
  const told = oddities(given);
  return told.length > 0 ? html`<p class="hint">${told.join(' ')}</p>` : nothing;
}

function renderNoMask(tool) {
  const url = safeHref(tool.host.initialValue?.src);
  const choose = async (event) => {
    event.stopPropagation();
    const [file] = event.target.files;
    if (file) await tool.beginWith(file);
  };
  return html`<div
    class="no-mask"
    @dragover=${(event) => event.preventDefault()}
    @drop=${(event) => takePicture(tool, event, event.dataTransfer)}
  >
    <p>
      <strong>The mask that this task begins with is not there.</strong>
      ${WHY[tool.annotation.failure](hostOf(url))}
    </p>
    <div class="ways">
      <button class="button normal" type="button" @click=${() => tool.begin()}>Try again</button>
      <label class="button normal file"
        >Choose its file
        <input
          type="file"
          accept="image/*"
          @input=${(event) => event.stopPropagation()}
          @change=${choose}
        />
      </label>
      <button class="button normal" type="button" @click=${() => tool.beginWithout()}>
        Begin without it
      </button>
      ${url
        ? html`<a class="link" href=${url} target="_blank" rel="noopener">Open the mask</a>`
        : nothing}
    </div>
  </div>`;
}

function oddities({strange, isStretched}) {
  const told = [];
  if (isStretched) told.push('The given mask has another size than the image, and was stretched.');
  if (strange > 0) {
    told.push(
      `${strange.toLocaleString('en')} pixels of the given mask have no label's colour: ` +
        'they got the label of the nearest one, or none.',
    );
  }
  return told;
}

function hostOf(url) {
  return url ? new URL(url, document.baseURI).host : '';
}
