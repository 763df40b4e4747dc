// What is measured with: a mixed answer and a long conversation, the same on every run.

const pieces = [
  '## What a lease is\n\nA **lease** is a promise with an end: `node-1` owns the answer for *two and a half seconds*, and must renew it. See https://example.com/leases for the [long story](https://example.com/story).\n\n',
  '租约（lease）是一个**有期限的承诺**：持有者必须按时续约，否则别的节点就可以接手。参见 https://example.com/租约，其中有`代码`和*例子*。“引用”也要正确显示。\n\n',
  '- first, the owner writes its name\n- second, it renews **in time**\n  - or it is taken over\n- third, every write checks the `fence`\n\n',
  '```java\n/** A lease that somebody holds. */\npublic record Lease(String owner, Instant until, long fence) {\n    public boolean heldBy(String node, Instant now) {\n        return owner.equals(node) && now.isBefore(until);\n    }\n}\n```\n\n',
  '| Way | Latency | 说明 |\n| --- | ---: | --- |\n| polling | 1,000 ms | 简单，但**慢** |\n| server-sent events | 20 ms | one way |\n| WebSocket | 10 ms | both ways, `parley.v1` |\n\n',
  '1. Stop the node.\n2. Wait for the lease to end.\n3. Watch the answer go on.\n\n> A quotation that says: **nothing is lost**.\n\n',
  'A longer paragraph follows, as models like to write them, with several sentences, some *emphasis*, a bit of `code`, and no line break at all until its end, which is why it has to be parsed again whenever something is added to it. 中英文混排也很常见，比如 WebSocket 与 server-sent events 的比较。It goes on for a while, because this is how it is.\n\n',
];

export function mixedAnswer(chars) {
  const parts = [];
  let length = 0;
  for (let index = 0; length < chars; index += 1) {
    let part = pieces[index % pieces.length];
    // Now and then something long.
    if (index % 28 === 24) part = longTable(40);
    if (index % 28 === 25) part = longCode(120);
    if (index % 28 === 26) part = `${pieces[6].trim()} `.repeat(12).trim() + '\n\n';
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, chars);
}

function longTable(rows) {
  const row = (_, index) => `| ${String(index)} | **bold** text | \`code ${String(index)}\` | 中文内容 |\n`;
  return `| n | what | code | 中文 |\n| --- | --- | --- | --- |\n${Array.from({ length: rows }, row).join('')}\n`;
}

function longCode(lines) {
  const line = (_, index) =>
    `    total += price(${String(index)}, "item ${String(index)}"); // 说明 ${String(index)}\n`;
  return `\`\`\`java\nlong total = 0;\n${Array.from({ length: lines }, line).join('')}\`\`\`\n\n`;
}

const AT = 1_795_219_200_000;

export function streamed(text, { chars, everyMs }) {
  return {
    id: 'measured',
    messages: [
      { id: 'q', role: 'user', text: 'Go on.', createdAt: AT, state: 'complete', clientMessageId: 'c' },
      {
        id: 'a',
        parentId: 'q',
        role: 'assistant',
        text: '',
        createdAt: AT,
        state: 'streaming',
        generationId: 'g',
      },
    ],
    stream: { text, chars, everyMs },
  };
}

export function longConversation(count) {
  const messages = Array.from({ length: count }, (_, index) => ({
    id: `m${String(index)}`,
    ...(index === 0 ? {} : { parentId: `m${String(index - 1)}` }),
    role: index % 2 === 0 ? 'user' : 'assistant',
    text: index % 2 === 0 ? `Question ${String(index)}?` : answer(index),
    createdAt: AT + index,
    state: 'complete',
  }));
  return { id: 'measured', messages };
}

function answer(index) {
  const first = pieces[index % pieces.length];
  const second = index % 3 === 0 ? pieces[(index + 3) % pieces.length] : '';
  return `Answer ${String(index)}.\n\n${first}${second}`;
}
