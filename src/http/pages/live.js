// Asks for this page again every few seconds and puts in what is new, so that nobody loses their place or a selection. Without scripts the page reloads itself.
const seconds = Number(document.body.dataset.live);
const look = async () => {
  let goesOn = true;
  try {
    if (!document.hidden) {
      const answer = await fetch(location.href, {
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
      });
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      goesOn = next.body.dataset.live !== undefined || answer.status >= 500;
      for (const name of ['main', 'footer']) {
        const here = document.querySelector(name);
        const there = next.querySelector(name);
        if (here === null || there === null || here.innerHTML === there.innerHTML) continue;
        const log = here.querySelector('.log');
        const atEnd = log !== null && log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
        const top = log === null ? 0 : log.scrollTop;
        here.replaceWith(document.adoptNode(there));
        const fresh = there.querySelector('.log');
        if (fresh !== null) fresh.scrollTop = atEnd ? fresh.scrollHeight : top;
      }
    }
  } catch {
    // The server is away for a moment: what is shown stays, and it is asked again.
  }
  if (goesOn) setTimeout(look, seconds * 1000);
};
const log = document.querySelector('.log');
if (log !== null) log.scrollTop = log.scrollHeight;
setTimeout(look, seconds * 1000);
