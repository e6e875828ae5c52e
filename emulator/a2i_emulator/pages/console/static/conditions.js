/**
 * Builds activation conditions by clicks. The text area holds them, as JSON: what is built is
 * written there, and what is written there is shown as fields where that is possible.
 */
import {say} from '../common/words.js';

const GROUPS = ['And', 'Or'];
/** And and Or nest so deep. */
const DEEPEST = 2;
const SIGNS = {
  GreaterThanEquals: '≥',
  LessThanEquals: '≤',
  GreaterThan: '>',
  LessThan: '<',
  Equals: '=',
};
/** What limits end in; a longer one before what it ends in itself. */
const ENDS = Object.keys(SIGNS);

const section = document.getElementById('conditions');
const builder = document.getElementById('builder');
const said = document.getElementById('builder-said');
const text = document.getElementById(section.dataset.text);
const source = document.getElementById(section.dataset.source);
const allTypes = JSON.parse(section.dataset.types);

/** The conditions as in the JSON; undefined while they cannot be shown as fields. */
let conditions;
let isWriting = false;

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const types = () => allTypes[source.value] ?? {};
const groupOf = (node) => GROUPS.find((name) => name in node);

function problemOf(node, depth) {
  if (!isObject(node)) return say('A condition is no object.');
  const group = groupOf(node);
  if (group) {
    if (depth >= DEEPEST) return say('And and Or are nested too deeply.');
    if (Object.keys(node).length > 1 || !Array.isArray(node[group])) return unknown(group);
    return problemOfAll(node[group], depth + 1);
  }
  const {ConditionType: type, ConditionParameters: parameters, ...rest} = node;
  const known = Object.hasOwn(types(), type) && types()[type];
  if (!known || !isObject(parameters) || Object.keys(rest).length) return unknown(type);
  const wrong = Object.keys(parameters).find((name) => !fits(known[name], parameters[name]));
  return wrong && unknown(wrong);
}

function problemOfAll(nodes, depth) {
  return nodes.map((node) => problemOf(node, depth)).find(Boolean);
}

function unknown(name) {
  return say('These fields do not know “%(name)s”.', {name});
}

function fits(type, value) {
  if (type === 'array') return Array.isArray(value) && value.every((one) => typeof one === 'string');
  return typeof value === type;
}

/** Shows what stands in the text area. */
function read() {
  const isBuiltIn = Object.keys(types()).length > 0;
  let problem;
  conditions = undefined;
  if (isBuiltIn) {
    try {
      const document = text.value.trim() ? JSON.parse(text.value) : {Conditions: []};
      const isWhole = isObject(document) && Array.isArray(document.Conditions);
      problem = isWhole ? problemOfAll(document.Conditions, 0) : unknown('Conditions');
      if (!problem) conditions = document.Conditions;
    } catch (error) {
      problem = say('This is not JSON: %(problem)s', {problem: error.message});
    }
  }
  said.textContent = isBuiltIn
    ? (problem ?? '')
    : say('Choose a built-in task type to build conditions.');
  show();
}

function write() {
  text.value = conditions.length ? JSON.stringify({Conditions: conditions}, null, 2) : '';
  isWriting = true;
  text.dispatchEvent(new Event('input', {bubbles: true}));
  isWriting = false;
}

function show() {
  builder.hidden = conditions === undefined;
  builder.replaceChildren();
  if (conditions) builder.append(listOf(conditions, '', 0, 'Or'));
}

/** Shows anew what was changed in its structure, and goes on where the person is. */
function changed(focus) {
  write();
  show();
  document.getElementById(focus)?.focus();
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') node.classList.add(...[value].flat());
    else if (value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function listOf(nodes, place, depth, group) {
  const adding = `add-${place}`;
  const add = make('button', {type: 'button', class: 'button', id: adding}, say('Add a condition'));
  if (place) add.setAttribute('aria-label', say('Add a condition to %(place)s', {place}));
  add.addEventListener('click', () => {
    nodes.push(empty(Object.keys(types())[0]));
    changed(`kind-${place}${place && '.'}${nodes.length}`);
  });
  const rule = group === 'And' ? say('All of these must be met.') : say('One of these is enough.');
  return make(
    'div',
    {class: 'stack'},
    ...(nodes.length > 1 ? [make('p', {class: ['small', 'muted']}, rule)] : []),
    ...nodes.map((node, index) =>
      itemOf(nodes, index, `${place}${place && '.'}${index + 1}`, depth, adding),
    ),
    make('div', {class: 'buttons'}, add),
  );
}

function empty(type) {
  const named = Object.entries(types()[type]).filter(([, kind]) => kind === 'string');
  return {
    ConditionType: type,
    ConditionParameters: Object.fromEntries(named.map(([name]) => [name, ''])),
  };
}

function itemOf(nodes, index, place, depth, adding) {
  const node = nodes[index];
  const group = groupOf(node);
  const id = `kind-${place}`;
  const offered = [...Object.keys(types()), ...(depth < DEEPEST ? GROUPS : [])];
  const kind = make('select', {class: 'input', id, 'aria-label': say('Kind of %(place)s', {place})});
  for (const one of offered) kind.append(make('option', {value: one, translate: 'no'}, one));
  kind.value = group ?? node.ConditionType;
  kind.addEventListener('change', () => {
    nodes[index] = turned(node, kind.value);
    changed(id);
  });
  const remove = make(
    'button',
    {type: 'button', class: ['button', 'quiet'], 'aria-label': say('Remove %(place)s', {place})},
    say('Remove'),
  );
  remove.addEventListener('click', () => {
    nodes.splice(index, 1);
    changed(adding);
  });
  return make(
    'fieldset',
    {class: ['condition', 'stack']},
    make('legend', {}, say('Condition %(place)s', {place})),
    make('div', {class: 'kind'}, kind, remove),
    group
      ? listOf(node[group], place, depth + 1, group)
      : make('div', {class: 'stack'}, ...fieldsOf(node, place)),
  );
}

/** What a condition was before it became of another kind: by key one passes through several. */
const earlier = new WeakMap();

/** Makes another kind of a condition, or brings back what it was; what both have stays. */
function turned(node, kind) {
  for (let old = earlier.get(node); old; old = earlier.get(old)) {
    if ((groupOf(old) ?? old.ConditionType) === kind) return old;
  }
  const group = groupOf(node);
  const isGroup = GROUPS.includes(kind);
  const made = isGroup
    ? {[kind]: group ? node[group] : [node, empty(Object.keys(types())[0])]}
    : empty(kind);
  for (const [name, value] of Object.entries(isGroup ? {} : (node.ConditionParameters ?? {}))) {
    if (name in types()[kind]) made.ConditionParameters[name] = value;
  }
  earlier.set(made, node);
  return made;
}

/** Yields a field for each parameter; limits of one confidence stand side by side. */
function* fieldsOf(node, place) {
  const parameters = types()[node.ConditionType];
  const limits = new Map();
  for (const [name, type] of Object.entries(parameters)) {
    const end = type === 'number' && ENDS.find((one) => name.endsWith(one));
    if (!end) {
      yield fieldOf(node.ConditionParameters, name, type, `${name}-${place}`);
      continue;
    }
    const of = name.slice(0, -end.length);
    if (!limits.has(of)) limits.set(of, []);
    limits.get(of).push(end);
  }
  for (const [of, ends] of limits) yield limitsOf(node.ConditionParameters, of, ends, place);
}

function limitsOf(parameters, of, ends, place) {
  const row = make('div', {class: 'limits'});
  for (const end of ENDS.filter((one) => ends.includes(one))) {
    const name = `${of}${end}`;
    const field = inputOf(parameters, name, 'number', `${name}-${place}`);
    row.append(make('label', {}, make('span', {'aria-hidden': true}, SIGNS[end]), field));
    field.setAttribute('aria-label', name);
  }
  return make('fieldset', {class: 'ticks'}, make('legend', {translate: 'no'}, of), row);
}

function fieldOf(parameters, name, type, id) {
  const hint = type === 'array' && make('p', {class: ['small', 'muted']}, say('One in each line.'));
  return make(
    'div',
    {class: 'field'},
    make('label', {for: id, translate: 'no'}, name),
    inputOf(parameters, name, type, id),
    ...(hint ? [hint] : []),
  );
}

function inputOf(parameters, name, type, id) {
  const field = make(type === 'array' ? 'textarea' : 'input', {
    class: 'input',
    id,
    type: type === 'number' ? 'number' : undefined,
    step: type === 'number' ? 'any' : undefined,
    rows: type === 'array' ? 2 : undefined,
    autocomplete: 'off',
    spellcheck: 'false',
    translate: 'no',
  });
  const value = parameters[name];
  field.value = type === 'array' ? (value ?? []).join('\n') : (value ?? '');
  field.addEventListener('input', (event) => {
    event.stopPropagation();
    const given = valueOf(type, field.value);
    if (given === undefined) delete parameters[name];
    else parameters[name] = given;
    write();
  });
  return field;
}

function valueOf(type, given) {
  if (type === 'string') return given;
  if (type === 'number') return given === '' ? undefined : Number(given);
  const lines = given.split('\n').filter((line) => line.trim());
  return lines.length ? lines : undefined;
}

text.addEventListener('input', () => {
  if (!isWriting) read();
});
source.addEventListener('change', read);
read();
document.getElementById('trial')?.focus();
