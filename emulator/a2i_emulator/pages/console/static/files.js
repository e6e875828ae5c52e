/** Text files that are dropped on a text area, or chosen beside it, become what stands in it. */

async function read(file, area) {
  area.value = await file.text();
  area.dispatchEvent(new Event('input', {bubbles: true}));
}

for (const chooser of document.querySelectorAll('input[type=file][data-into]')) {
  const area = document.getElementById(chooser.dataset.into);
  chooser.addEventListener('change', () => {
    if (chooser.files.length) read(chooser.files[0], area);
  });
  area.addEventListener('dragover', (event) => {
    if (event.dataTransfer.types.includes('Files')) event.preventDefault();
  });
  area.addEventListener('drop', (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    read(file, area);
  });
}
