create operator class eo default for type composite_key using btree as operator 3 =, function 1 k_cmp(composite_key, composite_key);
