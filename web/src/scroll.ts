/** Tables wider than the window are scrolled by the keyboard, too: what overflows can be focused, what does not is no stop on the way. */
export function scrolledByKeys(root: HTMLElement): void {
  let waiting = false;
  const look = (): void => {
    waiting = false;
    for (const box of root.querySelectorAll<HTMLElement>(".scroll, .variables")) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  };
  new MutationObserver(soon).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] });
  new ResizeObserver(soon).observe(root);
}
