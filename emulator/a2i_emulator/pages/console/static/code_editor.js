/** A code editor for worker templates: CodeMirror, which a script of its own has loaded. */

const {codeMirror} = globalThis;

/**
 * Puts an editor of HTML and Liquid in the place of a text area, which goes on to hold the text.
 * It lives in a shadow tree, whose styles need no style element.
 *
 * @param {HTMLTextAreaElement} source
 * @returns {object} CodeMirror's view.
 */
export function edit(source) {
  const host = document.createElement('div');
  host.className = 'code-editor';
  const root = host.attachShadow({mode: 'open'});
  const label = document.querySelector(`label[for="${source.id}"]`);
  const {EditorView} = codeMirror;
  const extensions = [
    codeMirror.lineNumbers(),
    codeMirror.lintGutter(),
    codeMirror.history(),
    codeMirror.drawSelection(),
    codeMirror.highlightActiveLine(),
    codeMirror.indentOnInput(),
    codeMirror.bracketMatching(),
    codeMirror.syntaxHighlighting(codeMirror.classHighlighter),
    codeMirror.keymap.of([...codeMirror.defaultKeymap, ...codeMirror.historyKeymap]),
    codeMirror.liquid(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': label.textContent,
      'aria-invalid': source.getAttribute('aria-invalid') ?? 'false',
      spellcheck: 'false',
    }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      source.value = view.state.doc.toString();
      source.dispatchEvent(new Event('input', {bubbles: true}));
    }),
    EditorView.theme(LOOKS),
  ];
  const view = new EditorView({doc: source.value, extensions, root});
  root.append(view.dom);
  source.after(host);
  source.hidden = true;
  label.addEventListener('click', () => view.focus());
  if (source.getAttribute('aria-invalid')) view.focus();
  return view;
}

/**
 * @param {object} view CodeMirror's.
 * @param {{line: number|null, message: string}[]} errors shown at their lines; replaces earlier ones.
 */
export function mark(view, errors) {
  const {doc} = view.state;
  const diagnostics = errors
    .filter(({line}) => line > 0 && line <= doc.lines)
    .map(({line, message}) => {
      const {from, to} = doc.line(line);
      return {from, to, message, severity: 'error'};
    });
  view.dispatch(codeMirror.setDiagnostics(view.state, diagnostics));
}

const LOOKS = {
  '&': {
    maxHeight: '560px',
    borderWidth: '1px',
    borderStyle: 'solid',
    borderColor: 'var(--crowd-line-strong)',
    borderRadius: 'var(--crowd-radius-small)',
    background: 'var(--crowd-surface)',
    color: 'var(--crowd-text)',
    fontSize: '13px',
  },
  '&.cm-focused': {outlineWidth: '2px', outlineStyle: 'solid', outlineColor: 'var(--crowd-accent)'},
  '.cm-scroller': {fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace", overflow: 'auto'},
  '.cm-content': {caretColor: 'var(--crowd-text)', minHeight: '320px'},
  '.cm-cursor': {borderLeftColor: 'var(--crowd-text)'},
  '.cm-gutters': {
    border: '0',
    background: 'var(--crowd-surface-sunken)',
    color: 'var(--crowd-text-muted)',
  },
  '.cm-activeLine': {background: 'light-dark(#0b57d00d, #8ab4ff14)'},
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'light-dark(#c5d9fb, #27436f) !important',
  },
  '.tok-typeName, .tok-keyword, .tok-operatorKeyword': {color: 'light-dark(#8a1c63, #f2a3d3)'},
  '.tok-propertyName, .tok-attributeName': {color: 'light-dark(#0b4f9c, #9ecbff)'},
  '.tok-string, .tok-string2, .tok-attributeValue': {color: 'light-dark(#1c5c2e, #9fdcae)'},
  '.tok-variableName': {color: 'light-dark(#7a3e00, #ffc58a)'},
  '.tok-number, .tok-atom, .tok-bool': {color: 'light-dark(#5b3aa6, #cdb8ff)'},
  '.tok-comment, .tok-meta': {color: 'var(--crowd-text-muted)'},
};
