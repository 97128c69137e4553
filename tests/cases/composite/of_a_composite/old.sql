create type inner_part as (a int); create type outer_part as (i inner_part, l inner_part[]);
