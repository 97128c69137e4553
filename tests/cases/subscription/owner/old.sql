create subscription inbox connection 'host=localhost dbname=none' publication feed with (connect = false, slot_name = none);
