insert into sales.invoices values (1, true);
