/** What stands in a form is kept in its tab: a reload, and the way back to it, lose nothing. */

const SELECTOR =
  'input[name]:not([type=password], [type=file], [type=hidden]), textarea[name], select[name]';
const SECRET = /secret|password/i;
const RETURNS = new Set(['reload', 'back_forward']);
const isBack = RETURNS.has(performance.getEntriesByType('navigation')[0]?.type);

function fields(form) {
  return [...form.querySelectorAll(SELECTOR)].filter((field) => !SECRET.test(field.name));
}

function isTicked(field) {
  return field.type === 'checkbox' || field.type === 'radio';
}

function keep(form, key) {
  const values = fields(form).map((field) => (isTicked(field) ? field.checked : field.value));
  try {
    sessionStorage.setItem(key, JSON.stringify(values));
  } catch {
    // There is no room, or no leave: then nothing is kept.
  }
}

function restore(form, key) {
  const values = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  const found = fields(form);
  if (values?.length !== found.length) return;
  found.forEach((field, at) => {
    if (isTicked(field)) field.checked = values[at];
    else field.value = values[at];
  });
  form.dispatchEvent(new Event('input', {bubbles: true}));
}

document.querySelectorAll('form.acting').forEach((form, at) => {
  const key = `form ${at} of ${location.pathname}${location.search}`;
  if (isBack) restore(form, key);
  else sessionStorage.removeItem(key);
  form.addEventListener('input', () => keep(form, key));
});
