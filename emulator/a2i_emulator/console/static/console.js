/** Keeps a page of the console fresh, and moves the emulator's clock. */
import {poll} from '../look/poll.js';
import {keepTimes, now} from '../look/time.js';

const {version} = document.getElementById('main').dataset;
const clock = document.getElementById('clock');
const time = document.getElementById('time');
let isOld = false;

/** Whoever reads something opened, marks a text, fills in a field or goes by key is not disturbed. */
function isBusy() {
  const isOnTheWay = document.querySelector('main :focus-visible');
  const isTyping = document.activeElement?.matches('input, select');
  const isReading = document.querySelector('main details[open]:not([data-open])');
  return isOnTheWay || isTyping || isReading || !getSelection().isCollapsed;
}

clock.addEventListener('submit', async (event) => {
  event.preventDefault();
  const advanceSeconds = Number(document.getElementById('advance').value);
  await fetch('/_a2i/clock', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({advanceSeconds}),
  });
  location.reload();
});

for (const node of document.querySelectorAll('main details[open]')) node.dataset.open = '';
setInterval(() => {
  if (isOld && !isBusy()) location.reload();
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
  });
}
