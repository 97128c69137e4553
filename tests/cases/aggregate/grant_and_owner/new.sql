create aggregate kept(int) (sfunc = keep, stype = int[]); revoke execute on function kept(int) from public; alter aggregate kept(int) owner to case_reader;
