create role one; alter role one set work_mem = '7MB'; alter role one set search_path = a, "B c";
