import type { Page } from "@playwright/test";

/** Runs a script as the page itself would, from a timer: what a test's connection evaluates, the page's policy does not judge. */
export function asThePage(page: Page, script: string): Promise<void> {
  return page.evaluate(`new Promise((done) => setTimeout(() => {
    const add = (name, properties) => {
      const element = Object.assign(document.createElement(name), properties);
      document.body.append(element);
      return element;
    };
    setTimeout(done);
    try { ${script}; } catch {}
  }))`);
}

/** What a page would do that something bad has got into, and the rule of the policy by which Chromium refuses it. */
export const violations: [string, string, string][] = [
  ["a picture", "add('img', { src: 'https://example.com/x.png' })", "img-src"],
  ["a style sheet", "add('link', { rel: 'stylesheet', href: 'https://example.com/x.css' })", "style-src-elem"],
  ["a style", "add('style', { textContent: 'h1 { color: red }' })", "style-src-elem"],
  ["a script", "add('script', { src: 'https://example.com/x.js' })", "script-src-elem"],
  ["a script of text", "add('script', { textContent: 'document.title = 1' })", "script-src-elem"],
  ["an attribute", "const p = add('p'); p.setAttribute('onclick', 'document.title = 1'); p.click()", "script-src-attr"],
  ["a frame", "add('iframe', { src: 'https://example.com/' })", "frame-src"],
  ["an object", "add('object', { data: 'https://example.com/' })", "object-src"],
  ["fetch", "fetch('https://example.com/').catch(() => {})", "connect-src"],
  ["fetch of this machine", "fetch('http://127.0.0.1:1/').catch(() => {})", "connect-src"],
  ["a socket", "new WebSocket('wss://example.com/')", "connect-src"],
  ["a beacon", "navigator.sendBeacon('https://example.com/', 'x')", "connect-src"],
  ["a worker of text", "new Worker(URL.createObjectURL(new Blob(['1'])))", "worker-src"],
  ["eval", "(0, eval)('document.title = 1')", "script-src"],
  ["a base", "add('base', { href: 'https://example.com/' })", "base-uri"],
  ["a form", "add('form', { action: 'https://example.com/', method: 'post' }).submit()", "form-action"],
];
