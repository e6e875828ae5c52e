/**
 * Keeps what stands in a form of the console until it is sent, for a reload and for the way back,
 * while the emulator starts anew, too. Passwords are not kept.
 */

const KEY = `a2i-console-draft:${location.pathname}${location.search}`;
const PASSWORDS = 'input[type=password]';

const forms = [...document.querySelectorAll('form.acting[method=post]')];
const [navigation] = performance.getEntriesByType('navigation');

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && field.name !== 'csrf_token' && !field.matches(PASSWORDS),
  );
}

function keep() {
  const kept = forms.map((form) =>
    fieldsOf(form).map(({name, type, value, checked}) => ({name, type, value, checked})),
  );
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // There is no room for it: nothing is kept.
  }
}

function restore(form, kept) {
  const fields = fieldsOf(form);
  for (const [index, {name, type, value, checked}] of kept.entries()) {
    const field = fields[index];
    if (!field || field.name !== name || field.type !== type) return;
    if (type === 'checkbox') field.checked = checked;
    else if (field.type !== 'submit' && field.type !== 'hidden') field.value = value;
  }
}

if (navigation?.type === 'reload' || navigation?.type === 'back_forward') {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
  for (const [index, form] of forms.entries()) restore(form, kept[index] ?? []);
} else {
  sessionStorage.removeItem(KEY);
}
for (const form of forms) form.addEventListener('input', keep);
