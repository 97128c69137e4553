create rule after as on insert to t do also notify x; comment on rule after on t is 'r';
