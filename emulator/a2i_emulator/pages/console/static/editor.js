/**
 * The editor of a worker template, and the page that it makes. The template is untrusted: it runs
 * in a sandboxed frame, and everything that it sends is shown as text.
 */
import {say} from '../common/words.js';
import {edit, mark} from './code_editor.js';

const PAUSE = 500;
const MAX_SHOWN = 200_000;

const byId = (id) => document.getElementById(id);
const form = byId('editor-form');
const sample = byId('sample');

let frame;
let timer;
let asked = 0;
let scriptErrors = [];
let templateErrors = [];

async function refresh() {
  const number = ++asked;
  const response = await fetch(form.dataset.preview, {method: 'POST', body: new FormData(form)});
  if (!response.ok || number !== asked) return;
  const found = await response.json();
  byId('sample-problem').textContent = found.input_error
    ? say('This is not JSON: %(problem)s', {problem: found.input_error})
    : '';
  if (found.input_error) return;
  scriptErrors = [];
  templateErrors = found.errors;
  show(found.page);
  tellErrors();
  tellVariables(found.variables);
}

/** A new frame each time, so that nothing of the old page is left, nor a step in the history. */
function show(address) {
  frame = document.createElement('iframe');
  frame.title = byId('preview').dataset.title;
  frame.setAttribute('sandbox', byId('preview').dataset.sandbox);
  frame.referrerPolicy = 'no-referrer';
  frame.src = address;
  byId('preview').replaceChildren(frame);
  tellAnswer(undefined, say('Nothing was answered yet.'));
}

function tellErrors() {
  const errors = [...templateErrors, ...scriptErrors];
  byId('problems').hidden = errors.length === 0;
  byId('problems').querySelector('ul').replaceChildren(...errors.slice(0, 100).map(item));
  mark(view, templateErrors);
}

function item({code, message, line}) {
  const node = document.createElement('li');
  const where = line > 0 ? `${say('Line')} ${line}: ` : '';
  node.textContent = `${where}${code ? `${code}: ` : ''}${message}`;
  return node;
}

function tellVariables(variables) {
  const nodes = variables.map(({path, given}) => {
    const node = document.createElement('li');
    const name = document.createElement('code');
    name.textContent = path;
    name.translate = false;
    const state = document.createElement('span');
    state.classList.add('small', given ? 'muted' : 'bad');
    state.textContent = given ? say('in the sample input') : say('missing in the sample input');
    node.append(name, ' ', state);
    return node;
  });
  byId('variables').replaceChildren(...nodes);
}

function tellAnswer(answerContent, state) {
  const isThere = answerContent !== undefined;
  byId('answer-state').textContent = state;
  byId('answer').hidden = !isThere;
  byId('answer').textContent = isThere
    ? (JSON.stringify(answerContent, null, 2) ?? 'null').slice(0, MAX_SHOWN)
    : '';
}

const received = {
  'a2i:draft': ({answerContent}) => tellAnswer(answerContent, say('So far; not submitted.')),
  'a2i:submit': ({answerContent}) => {
    tellAnswer(answerContent, say('Submitted. Nothing was kept: this is a preview.'));
    frame.contentWindow.postMessage(
      {type: 'a2i:submitted', message: say('Submitted. Nothing was kept: this is a preview.')},
      '*',
    );
  },
  'a2i:error': ({message, line}) => {
    scriptErrors.push({message: String(message).slice(0, 500), line: Number(line)});
    tellErrors();
  },
};

addEventListener('message', ({source: sender, data}) => {
  if (sender !== frame?.contentWindow || typeof data?.type !== 'string') return;
  if (Object.hasOwn(received, data.type)) received[data.type](data);
});

const recent = byId('recent');
recent.addEventListener('change', takeRecent);
// It may have been chosen before this script was there.
if (recent.value) takeRecent();

async function takeRecent() {
  if (!recent.value) return;
  const text = await (await fetch(recent.value)).text();
  try {
    sample.value = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    sample.value = text;
  }
  recent.value = '';
  sample.dispatchEvent(new Event('input', {bubbles: true}));
}

form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(() => refresh().catch(() => {}), PAUSE);
});

// Asked for first: the page is made while the editor is.
refresh().catch(() => {});
const view = edit(byId('UiTemplate.Content'));
