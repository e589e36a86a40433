"""Count what a figure does for one act of its reader: deterministic where a stopwatch is not."""

from __future__ import annotations

COUNT = """async acts => {
  const figure = document.querySelector('.pxu');
  let changed = 0;
  const changes = new MutationObserver(records => { changed += records.length; });
  const all = {subtree: true, childList: true, attributes: true, characterData: true};
  changes.observe(figure, all);
  let painted = 0;
  const canvas = CanvasRenderingContext2D.prototype;
  const paint = canvas.putImageData;
  canvas.putImageData = function (data, ...rest) {
    painted += data.width * data.height;
    return paint.call(this, data, ...rest);
  };
  const field = name => [...document.querySelectorAll('.pxu select')]
    .find(s => s.labels[0].textContent === name);
  const kit = {
    figure,
    key: (el, key) => (el.querySelector('[tabindex="0"]') ?? el)
      .dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})),
    choose: (name, value) => {
      field(name).value = value;
      field(name).dispatchEvent(new Event('change'));
    },
  };
  const most = {};
  for (const [name, act] of Object.entries(acts(kit))) {
    most[name] = [0, 0];
    for (let n = 0; n < 12; n++) {
      painted = changed = 0;
      act(n);
      for (let turn = 0; turn < 5; turn++) await null;  // redraws wait for a microtask
      const done = [painted, changed + changes.takeRecords().length];
      most[name] = most[name].map((v, m) => Math.max(v, done[m]));
    }
  }
  canvas.putImageData = paint;
  changes.disconnect();
  return most;
}"""


def too_much(page, bars: dict[str, tuple[int, int]], acts: str) -> dict[str, tuple[int, int]]:
    """Do every act twelve times, and give those that cost more than their bars.

    Parameters
    ----------
    page
    bars
        For each act: the most pixels painted on canvases, and the most changes of elements,
        attributes and texts.
    acts
        JavaScript: ``({figure, key, choose}) => ({name: n => ..., ...})``; `n` counts from 0.

    Returns
    -------
    dict
        What was counted, of the acts over a bar.
    """
    counted = {
        name: tuple(most) for name, most in page.evaluate(f"() => ({COUNT})({acts})").items()
    }
    assert counted.keys() == bars.keys()
    return {
        name: most
        for name, most in counted.items()
        if any(n > bar for n, bar in zip(most, bars[name], strict=True))
    }
