// Looks at pages in a real browser, as its arguments say, and prints what it saw as JSON.
"use strict";
const { chromium } = require("playwright-core");
const { readFileSync } = require("node:fs");

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const options = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

async function look(browser, { file, scheme, search }) {
  // The page's own policy lets nothing in, the examiner included.
  const context = await browser.newContext({ colorScheme: scheme, bypassCSP: false });
  const page = await context.newPage();
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => request.url().startsWith("file:") || errors.push(request.url()));
  await page.goto(`file://${file}`);
  const seen = { errors, dialogs: 0 };
  page.on("dialog", (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
  const rows = () => page.locator("#receipts tbody tr").count();
  if (await page.locator("#search").count()) {
    seen.rows = await rows();
    seen.found = await page.locator("#found").textContent();
    if (await page.locator("#older").isEnabled()) {
      await page.locator("#older").click();
      seen.older = await page.locator("#found").textContent();
      await page.locator("#newer").click();
    }
    await page.locator("#search").fill(search);
    seen.searched = await page.locator("#receipts tbody").innerText();
    await page.locator("#search").fill("");
    await page.locator("#outcome").selectOption("2");
    seen.failed = await rows();
    await page.locator("#outcome").selectOption("");
  }
  seen.violations = await examined(browser, file, scheme);
  await context.close();
  return seen;
}

async function examined(browser, file, scheme) {
  const context = await browser.newContext({ colorScheme: scheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`file://${file}`);
  await page.locator("details").evaluateAll((all) => all.forEach((each) => { each.open = true; }));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  await context.close();
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0].html}`);
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.argv[2], args: options });
  const seen = [];
  for (const wanted of JSON.parse(process.argv[3])) seen.push(await look(browser, wanted));
  await browser.close();
  process.stdout.write(JSON.stringify(seen));
})();
