create operator === (function = same, leftarg = text, rightarg = text, commutator = ===);
