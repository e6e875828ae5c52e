/**
 * The page around a previewed template: reloads it when it was saved, and shows what it submits.
 * The template is untrusted; everything it sends is shown as text.
 */

const POLL_MILLISECONDS = 400;
const MAX_SHOWN = 500_000;

const byId = (id) => document.getElementById(id);
const frame = byId('task');

let version = '';
let draft = null;
/** Whether the page in the frame, which is being left for a new one, has nothing to say any more. */
let isForgotten = false;
let templateErrors = [];
let scriptErrors = [];

function load(newVersion) {
  version = newVersion;
  scriptErrors = [];
  // A new address each time, so that nothing of the old page is left.
  frame.src = `task?version=${encodeURIComponent(version)}&at=${Date.now()}`;
}

function tell(message) {
  frame.contentWindow.postMessage(message, '*');
}

function showAnswer(answerContent, state) {
  const text = JSON.stringify(answerContent, null, 2) ?? 'null';
  byId('answer-state').textContent = state;
  byId('answer').textContent = text.slice(0, MAX_SHOWN);
  byId('answer').hidden = false;
}

function forgetAnswer() {
  draft = null;
  byId('answer-state').textContent = 'What the page submits will stand here.';
  byId('answer').hidden = true;
}

function showErrors() {
  const described = [
    ...templateErrors.map(({code, message, line}) => `${at(line)}${code}: ${message}`),
    ...scriptErrors.map(({message, line}) => `${at(line, 'Script, line')}${message}`),
  ];
  byId('errors-section').hidden = described.length === 0;
  byId('errors').replaceChildren(
    ...described.slice(0, 100).map((text) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
}

function at(line, word = 'Line') {
  return Number.isInteger(line) && line > 0 ? `${word} ${line}: ` : '';
}

const received = {
  'a2i:ready': () => {
    isForgotten = false;
    if (draft) tell({...draft, type: 'a2i:restore'});
  },
  'a2i:draft': ({answerContent, marks}) => {
    if (isForgotten) return;
    draft = {answerContent, marks};
    showAnswer(answerContent, 'So far; not submitted.');
  },
  'a2i:submit': ({answerContent}) => {
    draft = null;
    showAnswer(answerContent, `Submitted at ${new Date().toLocaleTimeString()}.`);
    tell({type: 'a2i:submitted', message: 'Submitted. See answerContent beside the page.'});
  },
  'a2i:error': ({message, line}) => {
    scriptErrors.push({message: String(message).slice(0, 500), line});
    showErrors();
  },
};

addEventListener('message', ({source, data}) => {
  if (source !== frame.contentWindow || typeof data?.type !== 'string') return;
  if (Object.hasOwn(received, data.type)) received[data.type](data);
});

byId('again').addEventListener('click', () => {
  forgetAnswer();
  isForgotten = true;
  load(version);
  showErrors();
});

async function poll() {
  try {
    const response = await fetch('version', {cache: 'no-cache'});
    const found = await response.json();
    if (found.version !== version) {
      templateErrors = found.errors;
      document.title = byId('template').textContent = found.template;
      load(found.version);
      showErrors();
    }
    byId('state').textContent = 'Reloads when it is saved.';
  } catch {
    byId('state').textContent = 'The preview has ended.';
  }
  setTimeout(poll, POLL_MILLISECONDS);
}

poll();
