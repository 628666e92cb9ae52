// Build only. The rooms here hand on one record, `state`, as their first argument. A bundle has it taken apart into
// variables that all functions share inside `createCollector`: names of members cannot be shortened, and weigh.
import MagicString from "magic-string";

const BOX = "state";

/** A Rollup plugin. Throws for a use of `state` that it does not know, rather than to change what the code does. */
export const unbox = {
  name: "unbox",
  /** Returns the bundle's code without the record; nothing when the bundle has no collector. */
  renderChunk(code) {
    const output = new MagicString(code);
    /** Names of members, and those of them that are given a value somewhere. */
    const members = new Set();
    const assigned = new Set();
    /** Those that `createState` begins with. */
    const begun = new Set();
    /** Functions that take the record, to be moved to its variables. */
    const moved = [];
    /** The declaration of the record. */
    let call;
    let createState;
    const known = new Set();
    const isBox = (node) => node?.type === "Identifier" && node.name === BOX;
    const variable = (name) => {
      members.add(name);
      return `${BOX}_${name}`;
    };
    /** Takes the first of some parameters or arguments away. */
    const behead = ([first, second]) => {
      known.add(first);
      output.remove(first.start, second?.start ?? first.end);
    };

    const enter = (node, parent) => {
      if (node.id?.name === "createState") createState = node;
      if (node.type === "FunctionDeclaration" && isBox(node.params[0])) {
        behead(node.params);
        moved.push(node);
      } else if (node.type === "CallExpression" && isBox(node.arguments[0])) {
        behead(node.arguments);
      } else if (node.type === "MemberExpression" && isBox(node.object) && !node.computed) {
        const { name } = node.property;
        known.add(node.object);
        output.overwrite(node.start, node.end, variable(name));
        if (parent.left === node || parent.type === "UpdateExpression") assigned.add(name);
      } else if (node.type === "VariableDeclarator" && isBox(node.init)) {
        known.add(node.init);
        if (node.id.type !== "ObjectPattern") throw unknown(node);
        const each = node.id.properties.map(({ key, value }) => {
          if (value.type !== "Identifier") throw unknown(value);
          return `${value.name} = ${variable(key.name)}`;
        });
        output.overwrite(node.start, node.end, each.join(", "));
      } else if (node.type === "VariableDeclarator" && isBox(node.id)) {
        known.add(node.id);
        call = parent;
      } else if (isBox(node) && !known.has(node)) throw unknown(parent);
    };
    const unknown = ({ start, end }) => new Error(`unbox: ${code.slice(start, end)}`);
    const walk = (node, parent) => {
      enter(node, parent);
      for (const child of Object.values(node).flat()) if (child?.type) walk(child, node);
    };
    const program = this.parse(code);
    walk(program, program);
    if (moved.length === 0) return null;

    // All that is done to make the record will be done where it was called for, with options of the same name.
    const [{ name: options }] = createState.params;
    const expected = `const ${BOX} = createState(${options});`;
    if (code.slice(call.start, call.end) !== expected) throw unknown(call);

    // `return { ...options, url: 1 }` becomes declarations: of what the options have, then of each member. Not `let`:
    // engines would look at each use whether it has a value yet.
    const { body } = createState.body;
    const { argument, start, end } = body.at(-1);
    const [rest, ...own] = argument.properties;
    let at = rest.end;
    for (const member of own) {
      if (member.method) throw unknown(member);
      const { key, value } = member;
      output.overwrite(at, value.start, `,\n${variable(key.name)} = `);
      begun.add(key.name);
      at = value.end;
    }
    output.overwrite(at, end, ";\n}");
    const names = (which) => [...members].filter(which);
    const given = names((name) => !assigned.has(name) && !begun.has(name));
    const taken = given.map((name) => `${name}: ${variable(name)}`).join(", ");
    const source = code.slice(rest.argument.start, rest.end);
    output.overwrite(start, rest.end, `var { ${taken} } = ${source}`);
    const rested = names((name) => assigned.has(name) && !begun.has(name));
    output.appendLeft(call.end, `\nvar ${rested.map(variable).join(", ")};\n{\n`);

    // In a block, which only what is `var` leaves.
    output.remove(call.start, call.end);
    output.remove(createState.start, body[0].start);
    output.move(body[0].start, end, call.end);
    output.remove(end, createState.end);
    for (const node of moved) output.move(node.start, node.end, call.end);
    return { code: output.toString(), map: null };
  },
};
