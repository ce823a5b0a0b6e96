/**
 * CodeMirror brings its styles as <style> elements, which the window's Content-Security-Policy forbids. A constructed
 * sheet says the same and is allowed, so its modules are mounted as one.
 */

import { StyleModule } from "style-mod";

if ("adoptedStyleSheets" in Document.prototype) {
  const sheet = new CSSStyleSheet();
  let mounted: readonly StyleModule[] = [];
  StyleModule.mount = (_root, modules) => {
    const wanted = Array.isArray(modules) ? modules : [modules];
    if (wanted.every((one) => mounted.includes(one))) return;
    mounted = [...mounted.filter((one) => !wanted.includes(one)), ...wanted];
    sheet.replaceSync(mounted.map((one) => one.getRules()).join("\n"));
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  };
}
