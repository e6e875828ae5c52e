/**
 * The page around a task. The task itself runs in a frame of opaque origin and is not trusted: it
 * is heard only through messages (see `messages.js` of the Crowd HTML Elements), and what they
 * hold is nothing but data.
 */
import {poll} from '../look/poll.js';
import {now} from '../look/time.js';
import {Draft} from './drafts.js';

const HURRY = 60_000;
const READY_AT_LATEST = 4000;
const MOST_ERRORS = 20;
const LONGEST_ERROR = 1000;

const bar = document.getElementById('task');
const frame = document.getElementById('frame');
const holder = frame.parentElement;
const {state, submit, token, loop, worker} = bar.dataset;
const accepted = Number(bar.dataset.accepted);
const limit = Number(bar.dataset.limit);
const maxAnswer = Number(bar.dataset.maxAnswer);
const draft = new Draft(loop, worker);

let endsAt = Number(bar.dataset.ends);
let isOver = false;
let isSubmitting = false;
/** What the emulator said last of the job. */
let told;
let errors = 0;
let lastError = 0;

// The task in its frame.

const HEARD = {
  'a2i:ready': () => {
    show();
    if (draft.content) tell({type: 'a2i:restore', answerContent: draft.content});
  },
  'a2i:draft': ({answerContent}) => keep(answerContent),
  'a2i:submit': ({answerContent}) => handIn(answerContent),
  'a2i:error': report,
};

addEventListener('message', ({source, data}) => {
  if (source !== frame.contentWindow || typeof data?.type !== 'string') return;
  if (Object.hasOwn(HEARD, data.type)) HEARD[data.type](data);
});

function tell(message) {
  frame.contentWindow.postMessage(message, '*');
}

function show() {
  holder.setAttribute('aria-busy', 'false');
}

function keep(content) {
  const body = written(content);
  if (body !== undefined && !isOver && body.length <= maxAnswer) draft.keep(JSON.parse(body));
}

/** @returns {string | undefined} an answer as JSON, unless it is none. */
function written(content) {
  try {
    if (content === null || typeof content !== 'object' || Array.isArray(content)) return undefined;
    return JSON.stringify(content, (_, value) =>
      typeof value === 'string' ? value.toWellFormed() : value,
    );
  } catch {
    return undefined;
  }
}

function report({number, message, line}) {
  // What came before the frame was greeted comes twice.
  if (number <= lastError) return;
  if (Number.isInteger(number)) lastError = number;
  errors += 1;
  if (errors > MOST_ERRORS) return;
  const item = document.createElement('li');
  const text = typeof message === 'string' ? message.slice(0, LONGEST_ERROR) : 'Unknown error';
  item.textContent = typeof line === 'number' && line > 0 ? `${text} (line ${line})` : text;
  const panel = document.getElementById('errors');
  panel.hidden = false;
  panel.querySelector('ul').append(item);
}

// Handing in.

async function handIn(content) {
  if (isSubmitting || isOver) return;
  const body = written(content);
  if (body === undefined) {
    refuse('The task gave no answer that could be sent. It has to be a JSON object.');
    return;
  }
  keep(content);
  isSubmitting = true;
  try {
    await send(body);
  } finally {
    isSubmitting = false;
    obey();
  }
}

async function send(body) {
  let response;
  let answer;
  try {
    response = await fetch(submit, {method: 'POST', headers: headers(), body});
    answer = await response.json();
  } catch {
    refuse('The emulator cannot be reached. What you have entered is kept; please try again.');
    return;
  }
  if (response.ok) {
    isOver = true;
    draft.forget();
    tell({type: 'a2i:submitted'});
    location.replace(answer.next);
    return;
  }
  refuse(`${answer.error.title}. ${answer.error.message}`);
  askForState();
}

function headers() {
  return {'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token};
}

function refuse(message) {
  tell({type: 'a2i:refused', message});
}

// Time.

const spent = document.getElementById('spent');
const timer = document.querySelector('.completion-timer');

function tick() {
  const seconds = Math.floor(Math.min(limit, Math.max(0, now() - accepted)) / 1000);
  spent.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  const left = endsAt - now();
  timer.classList.toggle('hurry', left < HURRY);
  document.getElementById('hurry').hidden = left >= HURRY || limit <= HURRY;
  if (left <= 0 && !isOver) askForState();
}

function two(number) {
  return String(number).padStart(2, '0');
}

// What happens elsewhere meanwhile.

const askForState = poll({
  url: state,
  changed(job) {
    told = job;
    obey();
  },
  reached(isReachable) {
    document.getElementById('lost').hidden = isReachable;
  },
});

/** What is told while an answer is on its way has to wait for what becomes of that. */
function obey() {
  if (told === undefined || isOver || isSubmitting) return;
  if (!told.held) {
    end(told);
    return;
  }
  endsAt = told.endsAt;
  document.getElementById('stopping').hidden = !told.stopping;
}

function end({kind, title, message}) {
  isOver = true;
  document.getElementById('over-title').textContent = title;
  document.getElementById('over-message').textContent = message;
  const isKept = draft.content !== undefined && kind !== 'done';
  document.getElementById('over-kept').hidden = !isKept;
  document.getElementById('over-save').hidden = !isKept;
  document.getElementById('over-again').hidden = kind !== 'timed-out';
  for (const open of document.querySelectorAll('dialog[open]')) open.close();
  document.getElementById('over').showModal();
}

function save() {
  const link = document.createElement('a');
  const json = JSON.stringify(draft.content, undefined, 2);
  link.href = URL.createObjectURL(new Blob([json], {type: 'application/json'}));
  link.download = 'answer.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Giving back.

for (const button of document.querySelectorAll('[data-opens]')) {
  button.addEventListener('click', () => {
    document.getElementById(button.dataset.opens).showModal();
  });
}
for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}
for (const form of document.querySelectorAll('[data-ends]')) {
  form.addEventListener('submit', () => {
    isOver = true;
    if (form.dataset.ends !== 'stop') draft.forget();
  });
}
// For browsers that do not know `closedby` yet.
document.getElementById('over').addEventListener('cancel', (event) => event.preventDefault());
document.getElementById('over-save').addEventListener('click', save);

tick();
setInterval(tick, 1000);
// A template may load none of the elements, or wait for something far away.
setTimeout(show, READY_AT_LATEST);
// The frame has not waited for this script.
tell({type: 'a2i:hello'});
