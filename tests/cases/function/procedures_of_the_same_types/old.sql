create procedure step(in a int, in b int, in c int) language plpgsql as 'begin end';
