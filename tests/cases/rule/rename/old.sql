create rule before as on insert to t do also notify x; comment on rule before on t is 'r';
