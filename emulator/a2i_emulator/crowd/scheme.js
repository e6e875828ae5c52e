/** Light or dark: dark only where a template leaves the colours to us. */

const COLOURED = /(?:^|[;{\s])(?:color|background(?:-color)?)\s*:/i;

/**
 * Lets the page follow the worker's preference, unless the template sets colours of its own,
 * which were chosen for a white page, or names its colour scheme itself.
 * @param {Document} page
 */
export function chooseScheme(page) {
  if (page.querySelector('meta[name="color-scheme"]')) return;
  const sheet = new CSSStyleSheet();
  const scheme = hasColours(page) ? 'light' : 'light dark';
  sheet.replaceSync(`:where(:root) { color-scheme: ${scheme}; }`);
  page.adoptedStyleSheets.push(sheet);
}

function hasColours(page) {
  const styles = [...page.querySelectorAll('style')].map((style) => style.textContent);
  const inline = [...page.querySelectorAll('[style]')].map((node) => node.getAttribute('style'));
  const isStyled = page.querySelector('link[rel~="stylesheet"]:not([href*="crowd-html-elements"])');
  return (
    isStyled !== null ||
    page.querySelector('[bgcolor], font[color]') !== null ||
    [...styles, ...inline].some((css) => COLOURED.test(css))
  );
}
