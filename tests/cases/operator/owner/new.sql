create operator === (function = same, leftarg = text, rightarg = text);alter operator === (text, text) owner to app_owner;
