create subscription inbox connection 'host=localhost dbname=none password=very''secret' publication feed, other with (connect = false, slot_name = none);
comment on subscription inbox is 'from the shop';
