create table t ("Nr" serial, k bigserial); alter sequence "t_Nr_seq" rename to t_id_seq; alter sequence t_k_seq rename to "t_K_seq";
