/** Which file defines which tag, from the folder of this file. */

const TAGS = [
  'crowd-alert',
  'crowd-badge',
  'crowd-button',
  'crowd-card',
  'crowd-checkbox',
  'crowd-fab',
  'crowd-form',
  'crowd-icon-button',
  'crowd-input',
  'crowd-instructions',
  'crowd-modal',
  'crowd-radio-button',
  'crowd-radio-group',
  'crowd-slider',
  'crowd-slider-label',
  'crowd-tab',
  'crowd-tabs',
  'crowd-text-area',
  'crowd-toast',
  'crowd-toggle-button',
  'iron-icon',
];

/** @type {ReadonlyMap<string, string>} tag to module. */
export const MODULES = new Map(TAGS.map((tag) => [tag, `./elements/${tag}.js`]));
