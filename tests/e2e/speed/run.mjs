// How fast the graph panel is, measured in the browser: a graph of 1,000 nodes opens within 3 s and pans at 30 a second.
import assert from "node:assert/strict";
import process from "node:process";

import { command, editor, panel, putCursor, runUiSuite } from "../lib/ui.mjs";

const OPENED_WITHIN = 3_000;
const FRAMES_A_SECOND = 30;

/** The frames that the panel draws while the mouse drags the picture about for some two seconds. */
async function panFrames(page) {
  const svg = panel(page).locator("#pane-graph > svg");
  const box = await svg.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + 10];
  const counted = svg.evaluate(
    (_svg) =>
      new Promise((done) => {
        const times = [];
        const tick = (now) => {
          times.push(now);
          if (now - times[0] < 2_000) {
            requestAnimationFrame(tick);
          } else {
            done(times);
          }
        };
        requestAnimationFrame(tick);
      }),
  );
  await page.mouse.move(x, y);
  await page.mouse.down();
  let running = true;
  const times = counted.then((all) => {
    running = false;
    return all;
  });
  for (let step = 0; running; step += 1) {
    await page.mouse.move(x + 100 * Math.sin(step / 10), y + 200 * Math.abs(Math.sin(step / 15)));
  }
  await page.mouse.up();
  const gaps = (await times).map((time, index, all) => time - (all[index - 1] ?? time)).slice(1);
  return gaps.sort((a, b) => a - b);
}

function rate(gaps) {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return { mean: 1000 / mean, worst: gaps.at(-1), p95: gaps[Math.floor(gaps.length * 0.95)] };
}

const words = ({ mean, p95, worst }) =>
  `${mean.toFixed(0)} frames/s, 95 % of them within ${p95.toFixed(0)} ms, the slowest ${worst.toFixed(0)} ms`;

const tests = {
  async "a graph of 1,000 nodes opens within 3 s"({ page, shot }) {
    await editor(page).locator(".codelens-decoration a").first().waitFor({ timeout: 60_000 });
    await putCursor(page, "torch.relu(x)");
    const begin = performance.now();
    await command(page, "fullgraph: Show Graph of Function at Cursor");
    const pane = panel(page).locator("#pane-graph[data-drawn]");
    await pane.waitFor({ timeout: 60_000 });
    const all = performance.now() - begin;
    const drawn = Number(await pane.getAttribute("data-drawn"));
    await shot("folded");
    assert.match(await panel(page).locator("#summary").innerText(), /10\d\d ops|1000 ops/);
    assert.ok(drawn < OPENED_WITHIN, `${drawn} ms`);
    return `laid out and drawn in ${drawn} ms; ${Math.round(all)} ms from the command, tracing included`;
  },

  async "it pans at 30 frames a second"({ page }) {
    const found = rate(await panFrames(page));
    assert.ok(found.mean >= FRAMES_A_SECOND, words(found));
    return words(found);
  },

  async "all 1,000 nodes unfolded: drawn, searched, panned"({ page, shot }) {
    const view = panel(page);
    const pane = view.locator("#pane-graph");
    await pane.evaluate((element) => delete element.dataset.drawn);
    await view.locator("#unfold").click();
    await view.locator("#pane-graph[data-drawn]").waitFor({ timeout: 120_000 });
    assert.ok((await view.locator("#pane-graph g.node").count()) >= 1_000);
    await shot("unfolded");
    const found = rate(await panFrames(page));
    return `drawn in ${await pane.getAttribute("data-drawn")} ms; ${words(found)}`;
  },
};

process.exit(await runUiSuite("speed", "big.py", tests));
