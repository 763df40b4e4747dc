// A bare socket for trouble-shooting: no reconnect, no interpretation, every frame with its time.
(function () {
  const MAX_FRAMES = 1_000;
  const MAX_CHARS = 20_000;
  const at = (id) => document.getElementById(id);
  const address = new URL('chat', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  at('address').textContent = address.href;

  const examples = {
    hello: { type: 'hello', ref: '1', clientVersion: 'test page' },
    send: { type: 'send', ref: '2', new: true, clientMessageId: 'test-1', text: 'What is a lease?' },
    ping: { type: 'ping', ref: '3' },
  };
  let socket;
  let began = 0;

  function note(direction, text) {
    const item = document.createElement('li');
    const mark = { in: '←', out: '→', state: '•' }[direction];
    const ms = String(Math.round(performance.now() - began)).padStart(6);
    item.dataset.direction = direction;
    item.textContent = `${new Date().toISOString().slice(11, 23)} +${ms} ms ${mark} ${text.slice(0, MAX_CHARS)}`;
    at('frames').prepend(item);
    if (at('frames').childElementCount > MAX_FRAMES) at('frames').lastElementChild.remove();
  }

  function show(state) {
    const open = state === 'open';
    at('state').textContent = state;
    at('send').disabled = !open;
    at('close').disabled = socket === undefined;
    at('connect').disabled = socket !== undefined;
  }

  at('connection').addEventListener('submit', (event) => {
    event.preventDefault();
    const protocol = at('protocol').value;
    began = performance.now();
    note('state', `connecting (${protocol === '' ? 'plain' : protocol})`);
    const opened = protocol === '' ? new WebSocket(address) : new WebSocket(address, protocol);
    socket = opened;
    show('connecting');
    opened.onopen = () => {
      note('state', `open, protocol "${opened.protocol}"`);
      show('open');
    };
    opened.onmessage = ({ data }) => note('in', typeof data === 'string' ? data : `(${data.size} bytes)`);
    opened.onclose = ({ code, reason, wasClean }) => {
      note('state', `closed ${code} ${reason} ${wasClean ? '' : '(without a close frame)'}`);
      socket = undefined;
      show('not connected');
    };
  });
  at('sending').addEventListener('submit', (event) => {
    event.preventDefault();
    socket.send(at('frame').value);
    note('out', at('frame').value);
  });
  at('close').addEventListener('click', () => socket.close(1000));
  at('clear').addEventListener('click', () => at('frames').replaceChildren());
  for (const button of document.querySelectorAll('[data-example]')) {
    button.addEventListener('click', () => {
      const example = examples[button.dataset.example];
      if (example.clientMessageId !== undefined) example.clientMessageId = `test-${Date.now()}`;
      const plain = at('protocol').value === '';
      at('frame').value = plain ? 'What is a lease?' : JSON.stringify(example);
    });
  }
})();
