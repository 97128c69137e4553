create operator === (function = same, leftarg = text, rightarg = text, negator = !==);create operator !== (function = other, leftarg = text, rightarg = text, negator = ===);
