/**
 * The page around a task. The task itself runs in a frame of opaque origin and is not trusted: it
 * is heard only through messages (see `messages.js` of the Crowd HTML Elements), and what they
 * hold is nothing but data.
 */
import {poll} from '../common/poll.js';
import {now} from '../common/time.js';
import {say} from '../common/words.js';
import {Draft} from './drafts.js';
import {claim} from './windows.js';

const HURRY = 60_000;
const READY_AT_LATEST = 4000;
const MOST_ERRORS = 20;
const LONGEST_ERROR = 1000;
/** Endings after which the task can be started again. */
const STARTABLE = new Set(['timed-out', 'released', 'not-started']);
const UNREACHED = say(
  'The emulator cannot be reached. What you have entered is kept; please try again.',
);

const bar = document.getElementById('task');
const frame = document.getElementById('frame');
const holder = frame.parentElement;
const {state, submit, token, loop, worker} = bar.dataset;
const accepted = Number(bar.dataset.accepted);
const limit = Number(bar.dataset.limit);
const maxAnswer = Number(bar.dataset.maxAnswer);
const draft = new Draft(loop, worker);

let endsAt = Number(bar.dataset.ends);
let isReady = false;
let isOver = false;
/** Whether the worker goes on in another window. */
let isElsewhere = false;
/** Whether an answer, or a task that is given back, is on its way. */
let isPending = false;
/** What the emulator said last of the job. */
let told;
let errors = 0;
let lastError = 0;

// The task in its frame.

const HEARD = {
  'a2i:ready': ({again}) => {
    show();
    // The greeting has crossed the news: by now the worker may have gone on.
    if (again && isReady) return;
    isReady = true;
    const {content: answerContent, marks} = draft;
    if (answerContent) tell({type: 'a2i:restore', answerContent, marks});
  },
  'a2i:draft': keep,
  'a2i:submit': handIn,
  'a2i:error': report,
};

addEventListener('message', ({source, data}) => {
  if (source !== frame.contentWindow || typeof data?.type !== 'string') return;
  if (Object.hasOwn(HEARD, data.type)) HEARD[data.type](data);
});

// Who leaves is asked here first, behind what the task has told: so the last letters are kept.
addEventListener('beforeunload', () => {});

function tell(message) {
  frame.contentWindow.postMessage(message, '*');
}

function show() {
  if (holder.ariaBusy === 'false') return;
  holder.ariaBusy = 'false';
  focusTask();
}

/** Keys reach the task at once, unless the worker is somewhere else on the page already. */
function focusTask() {
  const isFree = document.activeElement === null || document.activeElement === document.body;
  if (isFree && !document.querySelector('dialog[open]')) frame.focus({preventScroll: true});
}

function keep({answerContent, marks}) {
  const body = written(answerContent);
  if (body === undefined || isOver || isElsewhere || body.length > maxAnswer) return;
  draft.keep(JSON.parse(body), JSON.parse(written(marks) ?? '{}'));
}

/** @returns {string | undefined} an object as JSON, unless it is none. */
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

function report({number, message, line, isHint}) {
  // What came before the frame was greeted comes twice.
  if (number <= lastError) return;
  if (Number.isInteger(number)) lastError = number;
  errors += 1;
  if (errors > MOST_ERRORS) return;
  const item = document.createElement('li');
  const text = typeof message === 'string' ? message.slice(0, LONGEST_ERROR) : say('Unknown error');
  item.textContent =
    typeof line === 'number' && line > 0 ? say('%(text)s (line %(line)s)', {text, line}) : text;
  const panel = document.getElementById('errors');
  panel.hidden = false;
  // Why nothing can be submitted the worker should not have to look for.
  if (isHint === true) panel.open = true;
  panel.querySelector('ul').append(item);
}

// Handing in.

async function handIn(message) {
  if (isPending || isOver || isElsewhere) return;
  const body = written(message.answerContent);
  if (body === undefined) {
    refuse(say('The task gave no answer that could be sent. It has to be a JSON object.'));
    return;
  }
  keep(message);
  await finish({
    url: submit,
    body,
    agreed() {
      draft.forget();
      tell({type: 'a2i:submitted'});
    },
    refused: refuse,
  });
}

/**
 * Ends the worker's time at the task, and leaves the page, if the emulator agrees. Until it has,
 * what was entered is kept: there may be no second copy.
 */
async function finish({url, body, agreed, refused}) {
  isPending = true;
  const {next, refusal} = await post(url, body);
  isPending = false;
  if (next === undefined) {
    refused(refusal);
    obey();
    askForState();
    return;
  }
  isOver = true;
  leave();
  agreed();
  location.replace(next);
}

/** @returns {Promise<{next?: string, refusal?: string}>} where to go on, or why the page stays. */
async function post(url, body) {
  try {
    const response = await fetch(url, {method: 'POST', headers: headers(), body});
    const answer = await response.json();
    if (response.ok) return answer;
    return {refusal: `${answer.error.title}. ${answer.error.message}`};
  } catch {
    return {refusal: UNREACHED};
  }
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

/** What is told while something is on its way has to wait for what becomes of that. */
function obey() {
  if (told === undefined || isOver || isPending) return;
  if (!told.held) {
    end(told);
    return;
  }
  endsAt = told.endsAt;
  document.getElementById('stopping').hidden = !told.stopping;
}

function end({kind, title, message}) {
  isOver = true;
  leave();
  document.getElementById('over-title').textContent = title;
  document.getElementById('over-message').textContent = message;
  const isKept = draft.content !== undefined && kind !== 'done' && !isElsewhere;
  document.getElementById('over-kept').hidden = !isKept;
  document.getElementById('over-save').hidden = !isKept;
  document.getElementById('over-again').hidden = !STARTABLE.has(kind);
  showAlone('over');
}

function showAlone(id) {
  for (const open of document.querySelectorAll('dialog[open]')) open.close();
  document.getElementById(id).showModal();
}

function save() {
  const link = document.createElement('a');
  const json = JSON.stringify(draft.content, undefined, 2);
  link.href = URL.createObjectURL(new Blob([json], {type: 'application/json'}));
  link.download = 'answer.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The same task in another window.

const leave = claim(`${loop}:${worker}`, () => {
  isElsewhere = true;
  showAlone('elsewhere');
});

document.getElementById('elsewhere-here').addEventListener('click', () => location.reload());

// Giving back.

for (const button of document.querySelectorAll('[data-opens]')) {
  button.addEventListener('click', () => {
    const dialog = document.getElementById(button.dataset.opens);
    dialog.querySelector('.refusal').hidden = true;
    dialog.showModal();
  });
}
for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}
for (const form of document.querySelectorAll('[data-ends]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    giveBack(form);
  });
}

function giveBack(form) {
  if (isPending || isOver) return;
  const refusal = form.querySelector('.refusal');
  refusal.hidden = true;
  finish({
    url: form.action,
    agreed() {
      if (form.dataset.ends !== 'stop') draft.forget();
    },
    refused(message) {
      refusal.textContent = message;
      refusal.hidden = false;
    },
  });
}

// For browsers that do not know `closedby` yet.
for (const dialog of document.querySelectorAll('dialog[closedby="none"]')) {
  dialog.addEventListener('cancel', (event) => event.preventDefault());
}
document.getElementById('over-save').addEventListener('click', save);

tick();
setInterval(tick, 1000);
// A template may load none of the elements, or wait for something far away.
setTimeout(show, READY_AT_LATEST);
// The frame has not waited for this script.
tell({type: 'a2i:hello'});
