create subscription inbox connection 'host=localhost dbname=none password=a' publication feed with (connect = false, slot_name = none, binary = true);
