create operator === (function = same, leftarg = text, rightarg = text);create operator !== (function = other, leftarg = text, rightarg = text);
