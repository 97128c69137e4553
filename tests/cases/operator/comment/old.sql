create operator === (function = same, leftarg = text, rightarg = text);comment on operator === (text, text) is 'a';
