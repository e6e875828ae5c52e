/** Keeps a page of the console fresh, and moves the emulator's clock. */
import './drafts.js';
import './acting.js';
import './files.js';
import {poll} from '../common/poll.js';
import {keepTimes, now} from '../common/time.js';

/** How long a page that somebody wants to see may take to come. */
const PATIENCE = 60_000;

const {version} = document.getElementById('main').dataset;
const clock = document.getElementById('clock');
const time = document.getElementById('time');
let isOld = false;
let leftAt = -Infinity;

/** Whoever reads something opened, marks a text, fills in a field or goes by key is not disturbed. */
function isBusy() {
  const isOnTheWay = document.querySelector('main :focus-visible');
  const isTyping = document.activeElement?.matches('input, select, textarea');
  const isReading = document.querySelector('main details[open]:not([data-open]), .menu[open]');
  return isOnTheWay || isTyping || isReading || !getSelection().isCollapsed;
}

/** A reload would call off whatever page is on its way, were it only this one. */
addEventListener('beforeunload', () => {
  leftAt = performance.now();
});

function isLeaving() {
  return performance.now() - leftAt < PATIENCE;
}

clock.addEventListener('submit', async (event) => {
  event.preventDefault();
  leftAt = performance.now();
  const advanceSeconds = Number(document.getElementById('advance').value);
  await fetch('/_a2i/clock', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({advanceSeconds}),
    // The page may be leaving already.
    keepalive: true,
  });
  location.reload();
});
// Without this script it would do something else. Who may not move the clock has none.
clock.querySelector('button')?.removeAttribute('disabled');

for (const table of document.querySelectorAll('.scroller table')) {
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
  for (const row of table.tBodies[0].rows) {
    for (const cell of row.cells) cell.dataset.label = heads[cell.cellIndex];
  }
}
for (const node of document.querySelectorAll('main details[open]')) node.dataset.open = '';
setInterval(() => {
  if (isOld && !isBusy() && !isLeaving()) location.reload();
  time.textContent = `${new Date(now()).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}, 1000);
keepTimes();

if (version) {
  const address = new URL(location.href);
  address.searchParams.set('version', '');
  poll({
    url: address.href,
    changed(page) {
      isOld = page.version !== version;
    },
    reached(isReachable) {
      document.getElementById('lost').hidden = isReachable;
    },
  });
}
