/** The emulator's time on a page, and texts that go with it; `application.py` says the same. */
import {say} from './words.js';

const UNITS = [[say('d'), 86_400], [say('h'), 3600], [say('min'), 60], [say('s'), 1]];
const SECOND = UNITS.at(-1)[0];
const PERIOD = 1000;

let ahead = Number(document.documentElement.dataset.now) - Date.now();

/** @returns {number} the emulator's time in milliseconds since the epoch. */
export function now() {
  return Date.now() + ahead;
}

/** @param {Response} response whose header tells the emulator's time. */
export function follow(response) {
  const told = Number(response.headers.get('A2I-Now'));
  if (told) ahead = told - Date.now();
}

/** @param {number} instant @returns {string} such as `5 min ago`. */
export function age(instant) {
  const seconds = Math.floor(Math.max(0, now() - instant) / 1000);
  if (seconds < 10) return say('just now');
  const [unit, size] = UNITS.find(([, size]) => seconds >= size);
  return say('%(time)s ago', {time: `${Math.floor(seconds / size)} ${unit}`});
}

/** @param {number} instant @returns {string} such as `9 d 23 h`, `12 min` or `40 s`. */
export function left(instant) {
  const seconds = Math.floor(Math.max(0, instant - now()) / 1000);
  const index = UNITS.findIndex(([, size]) => seconds >= size);
  if (index === -1 || index === UNITS.length - 1) return `${seconds} ${SECOND}`;
  const [[unit, size], [smaller, small]] = UNITS.slice(index);
  const rest = smaller === SECOND ? 0 : Math.floor((seconds % size) / small);
  return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${smaller}` : ''}`;
}

/** @param {ParentNode} root rewrites each `<time data-age>` and `<time data-left>` whose text is old. */
export function refreshTimes(root = document) {
  for (const node of root.querySelectorAll('time[data-age]')) put(node, age(Number(node.dataset.age)));
  for (const node of root.querySelectorAll('time[data-left]')) put(node, left(Number(node.dataset.left)));
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Keeps the page's times right for as long as it is open. */
export function keepTimes() {
  setInterval(() => {
    if (!document.hidden) refreshTimes();
  }, PERIOD);
}
