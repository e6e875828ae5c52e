/** Forms of the console: the code for what stands in them, copied at a click, and where to look. */
import {say} from '../common/words.js';

/** Between a key and the code for what was typed. */
const PAUSE = 400;
const SAID_FOR = 2000;

function keepCode(form) {
  let timer;
  let asked = 0;
  const refresh = async () => {
    const number = ++asked;
    const response = await fetch(form.dataset.code, {method: 'POST', body: new FormData(form)});
    if (!response.ok || number !== asked) return;
    const code = await response.json();
    for (const kind of ['boto3', 'cli']) {
      const shown = document.querySelector(`main > .code [data-kind="${kind}"] pre`);
      if (shown) shown.textContent = code[kind];
    }
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => refresh().catch(() => {}), PAUSE);
  });
}

function offerCopies(button) {
  const text = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.closest('details, section').querySelector('pre').textContent);
    button.textContent = say('Copied');
    setTimeout(() => (button.textContent = text), SAID_FOR);
  });
}

for (const form of document.querySelectorAll('form[data-code]')) keepCode(form);
for (const button of document.querySelectorAll('.copy')) offerCopies(button);
document.querySelector('[aria-invalid]')?.focus();
