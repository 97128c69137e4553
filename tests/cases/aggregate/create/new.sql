create aggregate kept(int) (sfunc = keep, stype = int[], initcond = '{}');
create aggregate every_option(int) (sfunc = keep, stype = int[], sspace = 64, finalfunc = done, finalfunc_modify = shareable,
  combinefunc = join_two, initcond = '{1,2}', msfunc = keep, minvfunc = lose, mstype = int[], msspace = 32, mfinalfunc = done,
  mfinalfunc_modify = read_write, minitcond = '{}', parallel = safe);
create aggregate count_all(*) (sfunc = int8inc, stype = bigint, initcond = '0');
create aggregate biggest(int) (sfunc = int4larger, stype = int, sortop = >);
create aggregate named(a int, b int) (sfunc = sum_two, stype = int);
create aggregate third(double precision order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate hyp(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
comment on aggregate kept(int) is 'it''s kept';
comment on aggregate third(double precision order by anyelement) is 'third';
