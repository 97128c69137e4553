alter database d set work_mem = '7MB'; alter database d set search_path = a, "B c";
