// usage: node render.mjs mermaid|dot FILE -> SVG on standard output; fails where the renderer refuses the text.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
const [kind, file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
if (kind === "dot") {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const graphviz = await Graphviz.load();
  process.stdout.write(graphviz.layout(text, "svg", "dot"));
} else {
  const { window } = new JSDOM("<!DOCTYPE html><body></body>", { pretendToBeVisual: true });
  globalThis.window = window;
  globalThis.document = window.document;
  globalThis.DOMParser = window.DOMParser;
  for (const name of ["Element", "HTMLElement", "SVGElement", "Node", "DocumentFragment", "XMLSerializer","HTMLTemplateElement","NodeFilter","NamedNodeMap","HTMLFormElement"]) globalThis[name] = window[name];
  globalThis.CSSStyleSheet = class { constructor() { this.cssRules = []; } insertRule(rule) { this.cssRules.push({ cssText: rule }); return 0; } replaceSync() {} };
  globalThis.CSS = { escape: (name) => name };
  // jsdom lays nothing out: every text is as large as its letters.
  const box = function () { const n = (this.textContent || "").length; return { x: 0, y: 0, width: 8 * n + 8, height: 16 }; };
  window.SVGElement.prototype.getBBox = box;
  window.SVGElement.prototype.getComputedTextLength = function () { return 8 * (this.textContent || "").length; };
  const { default: mermaid } = await import("mermaid");
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", htmlLabels: false, flowchart: { htmlLabels: false } });
  const { svg } = await mermaid.render("map", text);
  process.stdout.write(svg);
}
process.exit(0);
