create view v with (check_option = cascaded, security_barrier) as select a from t where a > 0;
