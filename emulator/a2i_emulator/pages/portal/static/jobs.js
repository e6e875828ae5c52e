/** Keeps the list of jobs true: rows come, change and go as the emulator says, with no reload. */
import {poll} from '../common/poll.js';
import {age, keepTimes, left} from '../common/time.js';
import {say} from '../common/words.js';

const form = document.getElementById('jobs');
const table = form.querySelector('table');
const body = table.tBodies[0];
const pattern = document.getElementById('row').content.querySelector('tr');
const {source, etag, more, start, work} = form.dataset;

/** What each row shows, as JSON. @type {WeakMap<HTMLTableRowElement, string>} */
const shown = new WeakMap();

/** @param {{jobs: object[], next: string | null}} listing */
function show({jobs, next}) {
  const rows = new Map([...body.rows].map((row) => [row.dataset.id, row]));
  let place = body.firstElementChild;
  for (const job of jobs) {
    const row = rows.get(job.id) ?? made(job.id);
    rows.delete(job.id);
    fill(row, job);
    if (row === place) place = place.nextElementSibling;
    else body.insertBefore(row, place);
  }
  for (const row of rows.values()) remove(row);
  count(jobs.length, next);
}

function made(id) {
  const row = document.importNode(pattern, true);
  row.dataset.id = id;
  row.querySelector('.title').href = work.replace('TASK', id);
  row.querySelector('button').formAction = start.replace('TASK', id);
  row.classList.add('new');
  return row;
}

function fill(row, job) {
  const json = JSON.stringify(job);
  if (shown.get(row) === json) return;
  shown.set(row, json);
  const [what, flow, created, ends, status] = row.cells;
  what.querySelector('.title').textContent = job.title;
  what.querySelector('.description').textContent = job.description;
  what.querySelector('.keywords')?.replaceChildren(...job.keywords.map(chip));
  flow.textContent = job.flow;
  moment(created.firstElementChild, 'age', job.createdAt, age);
  moment(ends.firstElementChild, 'left', job.endsAt, left);
  status.firstElementChild.dataset.state = job.status;
  status.firstElementChild.textContent = job.statusText;
  const button = row.querySelector('button');
  button.textContent = job.action;
  button.classList.toggle('primary', job.status === 'Available');
  button.setAttribute('aria-label', `${job.action}: ${job.title}`);
}

function chip(word) {
  const made = document.createElement('span');
  made.className = 'chip';
  made.dir = 'auto';
  made.translate = false;
  made.textContent = word;
  return made;
}

function moment(node, name, instant, told) {
  node.dataset[name] = instant;
  node.textContent = told(instant);
}

function remove(row) {
  const isFocused = row.contains(document.activeElement);
  row.remove();
  // Whoever goes through the list by keyboard must not be thrown back to its beginning.
  if (isFocused) document.getElementById('heading').focus();
}

function count(number, next) {
  document.getElementById('count').textContent = `${number}${next ? '+' : more}`;
  table.hidden = number === 0;
  form.querySelector('.empty').hidden = number > 0;
  const link = document.getElementById('next');
  link.hidden = !next;
  if (!next) return;
  const address = new URL(location.href);
  address.searchParams.set('after', next);
  link.href = address.href;
}

function reached(isReachable) {
  const said = isReachable ? '' : say('The emulator cannot be reached. Trying again …');
  document.getElementById('link').textContent = said;
}

keepTimes();
const ask = poll({url: source, etag, changed: show, reached});
// A page that comes out of the browser's memory may be long out of date.
addEventListener('pageshow', ({persisted}) => persisted && ask());
